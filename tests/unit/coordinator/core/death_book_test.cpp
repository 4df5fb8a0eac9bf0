// A death is charged once, and lists all the attempts that it may be charged to.
#include "coordinator/core/death_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Hello HelloOf(uint64_t session, uint64_t replaces, std::vector<Suspect> suspects) {
  Hello hello;
  hello.session = SessionId{session};
  hello.replaces = SessionId{replaces};
  hello.suspects = std::move(suspects);
  return hello;
}

Suspect Killed(int64_t source) {
  return {SourceId{source}, 11, Reason::kCrashed};
}

TaskResult DiedAs(uint64_t attempt) {
  TaskResult result;
  result.attempt = AttemptId{attempt};
  result.outcome.kind = Outcome::Kind::kDied;
  result.outcome.reason = Reason::kTimedOut;
  result.outcome.detail = "took too long";
  return result;
}

TEST(DeathBook, ALonelySuspectIsToBlame) {
  DeathBook book({});
  const auto charges = book.TakeSuspects(HelloOf(2, 1, {Killed(7)}));
  ASSERT_THAT(charges, SizeIs(1));
  EXPECT_EQ(charges[0].source, SourceId{7});
  EXPECT_TRUE(charges[0].news.alone);
  EXPECT_EQ(charges[0].news.death, DeathOf(SessionId{1}));
  EXPECT_THAT(charges[0].news.cause.detail, HasSubstr("SIGSEGV"));
}

TEST(DeathBook, SuspectsThatShareADeathAreNotAlone) {
  DeathBook book({});
  const auto charges = book.TakeSuspects(HelloOf(2, 1, {Killed(7), Killed(8)}));
  ASSERT_THAT(charges, SizeIs(2));
  EXPECT_FALSE(charges[0].news.alone);
  EXPECT_FALSE(charges[1].news.alone);
  EXPECT_THAT(charges[0].news.cause.detail, HasSubstr("1 other photo"));
}

TEST(DeathBook, WhatIsToldAgainIsChargedOnce) {
  DeathBook book({});
  EXPECT_THAT(book.TakeSuspects(HelloOf(2, 1, {Killed(7)})), SizeIs(1));
  EXPECT_THAT(book.TakeSuspects(HelloOf(2, 1, {Killed(7)})), IsEmpty());
}

TEST(DeathBook, WhatAnEarlierRunHasChargedIsKnown) {
  DeathBook book({DeathOf(SessionId{1}), DeathOf(AttemptId{5})});
  EXPECT_THAT(book.TakeSuspects(HelloOf(2, 1, {Killed(7)})), IsEmpty());
  EXPECT_TRUE(book.Knows(AttemptId{5}));
  EXPECT_FALSE(book.Knows(AttemptId{6}));
}

TEST(DeathBook, AnEngineThatExecutedNothingChargesNothing) {
  DeathBook book({});
  EXPECT_THAT(book.TakeSuspects(HelloOf(2, 1, {Killed(7)})), SizeIs(1));
  EXPECT_THAT(book.TakeSuspects(HelloOf(3, 2, {Killed(7)})), IsEmpty()) << "it died at its start";
  book.ExpectTasks(SessionId{3});
  EXPECT_THAT(book.TakeSuspects(HelloOf(4, 3, {Killed(7)})), SizeIs(1));
}

TEST(DeathBook, AProcessOfItsOwnIsAlone) {
  DeathBook book({});
  const DeathNews news = book.TakeDeath(DiedAs(5));
  EXPECT_TRUE(news.alone);
  EXPECT_EQ(news.death, DeathOf(AttemptId{5}));
  EXPECT_EQ(news.cause.reason, Reason::kTimedOut);
  EXPECT_TRUE(book.Knows(AttemptId{5}));
}

TEST(DeathBook, TheOldestAreForgotten) {
  DeathBook book({});
  for (uint64_t i = 1; i <= 3 * limits::kWorkersMax; ++i) (void)book.TakeDeath(DiedAs(i));
  EXPECT_EQ(book.size(), 2 * limits::kWorkersMax);
  EXPECT_FALSE(book.Knows(AttemptId{1}));
  EXPECT_TRUE(book.Knows(AttemptId{3 * limits::kWorkersMax}));
}

}  // namespace
}  // namespace photomill
