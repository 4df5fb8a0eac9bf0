// Why a pending source waits: decided by its row and the run.
#include "coordinator/report/photo/pending_cause.h"

#include <gmock/gmock.h>

#include <set>

namespace photomill {
namespace {

using ::testing::HasSubstr;

SourceAccount PendingSource() {
  SourceAccount source;
  source.row.key = "a.jpg";
  source.row.recipe = 1;
  source.row.scan = 3;
  return source;
}

PendingFacts FactsFor(const SourceAccount& source) {
  return {&source, 3, true, {}};
}

PendingCause CauseOf(const SourceAccount& source) {
  return DecidePendingCause(FactsFor(source));
}

TEST(PendingCause, OfTheRunningRun) {
  SourceAccount source = PendingSource();
  EXPECT_EQ(CauseOf(source), PendingCause::kReady);
  source.row.attempts = 1;
  source.row.reason = Reason::kStorageUnavailable;
  EXPECT_EQ(CauseOf(source), PendingCause::kSetBack);
  source.row.reason = Reason::kCrashed;
  EXPECT_EQ(CauseOf(source), PendingCause::kSuspect);
  source.row.crashes = 1;
  source.row.reason = Reason::kStorageUnavailable;
  EXPECT_EQ(CauseOf(source), PendingCause::kSuspect);
  source.row.scan = 2;
  EXPECT_EQ(CauseOf(source), PendingCause::kNotListed);
}

TEST(PendingCause, OfAName) {
  SourceAccount source = PendingSource();
  source.waits_for = NameHolder{"b\n.jpg", SourceState::kFailed};
  source.row.waits = Waits::kName;
  EXPECT_EQ(CauseOf(source), PendingCause::kName);
  EXPECT_THAT(PendingText(PendingCause::kName, FactsFor(source)),
              HasSubstr("the photo 'b\\n.jpg' (failed) has an output name"));
  source.row.waits = Waits::kIdentity;
  EXPECT_EQ(CauseOf(source), PendingCause::kIdentity);
  source.row.waits = Waits::kLook;
  EXPECT_EQ(CauseOf(source), PendingCause::kLook);
}

TEST(PendingCause, APauseHoldsUpWhatIsToBeDispatched) {
  SourceAccount source = PendingSource();
  PendingFacts facts = FactsFor(source);
  facts.paused = "every worker is set aside";
  EXPECT_EQ(DecidePendingCause(facts), PendingCause::kPaused);
  source.row.waits = Waits::kName;
  EXPECT_EQ(DecidePendingCause(facts), PendingCause::kName) << "it is not to be dispatched";
}

TEST(PendingCause, WithoutARun) {
  SourceAccount source = PendingSource();
  PendingFacts facts = FactsFor(source);
  facts.alive = false;
  EXPECT_EQ(DecidePendingCause(facts), PendingCause::kNoRun);
  source.row.waits = Waits::kName;
  EXPECT_EQ(DecidePendingCause(facts), PendingCause::kNoRun);
  source.row.scan = 1;
  EXPECT_EQ(DecidePendingCause(facts), PendingCause::kNotSelected);
}

TEST(PendingCause, ARetryWasAskedFor) {
  SourceAccount source = PendingSource();
  source.row.recipe = 0;
  PendingFacts facts = FactsFor(source);
  EXPECT_EQ(DecidePendingCause(facts), PendingCause::kRetry);
  facts.alive = false;
  EXPECT_EQ(DecidePendingCause(facts), PendingCause::kRetry);
  EXPECT_THAT(PendingText(PendingCause::kRetry, facts), HasSubstr("start a run"));
}

TEST(PendingCause, EachHasItsOwnWordAndText) {
  const SourceAccount source = PendingSource();
  std::set<std::string> words;
  std::set<std::string> texts;
  for (size_t i = 0; i < kPendingCauseCount; ++i) {
    const auto cause = static_cast<PendingCause>(i);
    words.emplace(PendingCauseWord(cause));
    texts.insert(PendingText(cause, FactsFor(source)));
  }
  EXPECT_EQ(words.size(), kPendingCauseCount);
  EXPECT_EQ(texts.size(), kPendingCauseCount);
}

}  // namespace
}  // namespace photomill
