// What `photomill retry` does to the ledger between two runs, and what the next run makes of it.
#include <gmock/gmock.h>

#include <array>
#include <optional>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RetryContract : public LedgerContract {
 protected:
  void Fail(const std::string& key, Reason reason, SourceState state = SourceState::kFailed) {
    OutcomeFact fact = FailedFact(PendingTask(key), reason);
    fact.state = state;
    EXPECT_TRUE(Record(fact)) << key;
  }
  static LedgerOptions WithOneName() {
    LedgerOptions options = DefaultOptions();
    for (Derivative& derivative : options.recipe.derivatives) derivative.otherwise.clear();
    return options;
  }
  static int64_t Of(const RetryCounts& counts, Reason reason) {
    return counts.reopened[static_cast<size_t>(reason)];
  }
};
INSTANTIATE_LEDGER_CONTRACT(RetryContract);

TEST_P(RetryContract, AllFailedAndQuarantinedSourcesArePendingInTheNextRun) {
  const std::vector<std::string> keys = {"bad.jpg", "crash.jpg", "done.jpg", "large.jpg"};
  Start();
  Intake(keys);
  Fail("bad.jpg", Reason::kCorrupt);
  Fail("crash.jpg", Reason::kCrashed, SourceState::kQuarantined);
  Fail("large.jpg", Reason::kTooLarge);
  FinishAll();

  const RetryCounts counts = Retry({});
  EXPECT_EQ(counts.total(), 3);
  EXPECT_EQ(Of(counts, Reason::kCorrupt), 1);
  EXPECT_EQ(Of(counts, Reason::kCrashed), 1);
  EXPECT_EQ(Of(counts, Reason::kTooLarge), 1);
  EXPECT_THAT(counts.not_retried, IsEmpty());

  Start();
  EXPECT_EQ(Count(SourceState::kPending), 3) << "counted before the listing";
  EXPECT_THAT(ledger().Count().failed, ::testing::Each(0));
  EXPECT_EQ(Count(SourceState::kQuarantined), 0);
  const IntakeCounts intake = Intake(keys);
  EXPECT_EQ(CountOf(intake, Verdict::kResumed), 3);
  EXPECT_THAT(PendingKeys(), ElementsAre("bad.jpg", "crash.jpg", "large.jpg"));
  EXPECT_EQ(PendingTask("crash.jpg").crashes, 0U);
  EXPECT_FALSE(IsSuspect(PendingTask("crash.jpg"))) << "as with --retry_failed";
  EXPECT_EQ(PendingTask("bad.jpg").lacks, kBoth);
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 4);
}

TEST_P(RetryContract, WithoutItThePermanentFailureStays) {
  Start();
  Intake({"bad.jpg"});
  Fail("bad.jpg", Reason::kCorrupt);
  Start();
  Intake({"bad.jpg"});
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_P(RetryContract, OnlyTheReasonsThatWereAskedFor) {
  Start();
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  Fail("a.jpg", Reason::kCorrupt);
  Fail("b.jpg", Reason::kTimedOut, SourceState::kQuarantined);
  Fail("c.jpg", Reason::kOutOfMemory);
  EXPECT_EQ(Retry({{}, {Reason::kTimedOut, Reason::kOutOfMemory}}).total(), 2);
  Start();
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  EXPECT_THAT(PendingKeys(), ElementsAre("b.jpg", "c.jpg"));
  EXPECT_EQ(Count(SourceState::kFailed), 1);
}

TEST_P(RetryContract, SaysWhichKeysItLeavesAlone) {
  Start();
  Intake({"bad.jpg", "done.jpg", "large.jpg"});
  Fail("bad.jpg", Reason::kCorrupt);
  Fail("large.jpg", Reason::kTooLarge);
  FinishAll();
  const RetryCounts counts =
      Retry({{"none.jpg", "done.jpg", "bad.jpg", "bad.jpg", "large.jpg"}, {Reason::kCorrupt}});
  EXPECT_EQ(counts.total(), 1);
  EXPECT_THAT(counts.not_retried,
              ElementsAre(NotRetried{"none.jpg", std::nullopt, std::nullopt},
                          NotRetried{"done.jpg", SourceState::kDone, std::nullopt},
                          NotRetried{"large.jpg", SourceState::kFailed, Reason::kTooLarge}));
}

TEST_P(RetryContract, ManySourcesAreReopenedInGroups) {
  std::vector<std::string> keys;
  for (int i = 0; i < 2500; ++i) keys.push_back("p" + std::to_string(i) + ".jpg");
  Start();
  Intake(keys);
  for (const Task& task : Pending()) EXPECT_TRUE(Record(FailedFact(task, Reason::kCorrupt)));
  EXPECT_EQ(Retry({}).total(), 2500);
  Start();
  EXPECT_EQ(Count(SourceState::kPending), 2500);
  EXPECT_EQ(Retry({}).total(), 0) << "nothing failed since";
}

TEST_P(RetryContract, OutputsOfAnEarlierRunAreKept) {
  LedgerOptions one = DefaultOptions();
  one.recipe.derivatives.pop_back();
  Start(one);
  Intake({"a.jpg"});
  FinishAll();
  Start();  // with a second derivative
  Intake({"a.jpg"});
  EXPECT_EQ(PendingTask("a.jpg").lacks, kSecond);
  Fail("a.jpg", Reason::kTimedOut);
  EXPECT_EQ(Retry({}).total(), 1);
  Start();
  Intake({"a.jpg"});
  EXPECT_EQ(PendingTask("a.jpg").lacks, kSecond);
  FinishAll();
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(RetryContract, OneThatNoRunSelectsStaysPending) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  Fail("a.jpg", Reason::kCorrupt);
  Fail("b.jpg", Reason::kCorrupt);
  Retry({});
  Start();
  Intake({"b.jpg"});
  EXPECT_THAT(PendingKeys(), ElementsAre("b.jpg"));
  FinishAll();
  Start();
  Intake({"a.jpg", "b.jpg"});
  EXPECT_THAT(PendingKeys(), ElementsAre("a.jpg"));
}

// Both want one name, and the first one is not an image: the second one has the name.
TEST_P(RetryContract, ANameThatAnotherSourceGotMeanwhileStaysWithIt) {
  Start(WithOneName());
  Intake({"a.JPG", "a.jpg"});
  EXPECT_EQ(Waiting(), 1);
  EXPECT_TRUE(Record(FailedFact(PendingTask("a.JPG"), Reason::kNotAnImage)));
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(Retry({}).total(), 1);
  Start(WithOneName());
  Intake({"a.JPG", "a.jpg"});
  FinishAll();
  EndScan();
  for (int i = 0; i < 3 && Waiting() > 0; ++i) Settle();
  FinishAll();
  const Tally tally = ledger().Count();
  EXPECT_EQ(tally[SourceState::kDone], 1);
  EXPECT_EQ(tally[SourceState::kFailed], 1);
  EXPECT_EQ(tally[SourceState::kPending], 0);
}

TEST_P(RetryContract, ItsNameGoesToNobodyWhileItIsTriedAgain) {
  Start(WithOneName());
  Intake({"a.jpg"});
  Fail("a.jpg", Reason::kNotAnImage);
  EXPECT_EQ(Retry({}).total(), 1);
  Start(WithOneName());
  Intake({"a.png", "a.jpg"});
  EXPECT_EQ(Waiting(), 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("a.jpg"));
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count().failed[static_cast<size_t>(Reason::kKeyCollision)], 1);
}

// It was touched and could not be compared: whether its outputs are of this content is unknown.
TEST_P(RetryContract, OneThatWasToBeComparedIsMadeCompletely) {
  LedgerOptions one = DefaultOptions();
  one.recipe.derivatives.pop_back();
  Start(one);
  Intake({"a.jpg"});
  FinishAll();
  Start();
  Intake({"a.jpg"});
  OutcomeFact failed = FailedFact(PendingTask("a.jpg"), Reason::kCorrupt);
  failed.outcome.content = DigestOf("a.jpg");
  EXPECT_TRUE(Record(failed));
  Start();
  IntakeObjects({Object("a.jpg", 1000, 2)});  // the same size, another time
  EXPECT_EQ(Retry({}).total(), 1);
  Start();
  EXPECT_EQ(ledger().Count().comparing, 0);
  IntakeObjects({Object("a.jpg", 1000, 2)});
  EXPECT_EQ(PendingTask("a.jpg").lacks, kBoth);
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(RetryContract, AFormatThatIsNotAllowedIsCountedOnce) {
  Start();
  Intake({"a.cr2"});
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("a.cr2"), FileFormat::kCr2)));
  EXPECT_EQ(ledger().Count().not_allowed.size(), 1U);
  EXPECT_EQ(Retry({{}, {Reason::kFormatNotAllowed}}).total(), 1);
  Start();
  EXPECT_THAT(ledger().Count().not_allowed, IsEmpty());
  Intake({"a.cr2"});
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("a.cr2"), FileFormat::kCr2)));
  EXPECT_EQ(ledger().Count().not_allowed.at(FileFormat::kCr2), 1);
}

// Reasons by key, so that two ledgers can be given the same outcomes.
std::optional<Reason> ReasonOf(const std::string& key, bool second_run) {
  constexpr std::array kReasons = {Reason::kCorrupt,      Reason::kTooLarge, Reason::kNotAnImage,
                                   Reason::kOutOfMemory,  Reason::kTimedOut, Reason::kUnreadable,
                                   Reason::kNotEncodable, Reason::kInternal};
  const uint64_t hash = DigestOf(key + (second_run ? "2" : "1")).high;
  if (hash % 3 == 0) return std::nullopt;
  return kReasons[hash / 3 % kReasons.size()];
}

// The next run makes of it what it makes of --retry_failed.
TEST_P(RetryContract, IsTheSameAsRetryingEverythingInTheRun) {
  std::vector<std::string> keys;
  for (size_t i = 0; i < 60; ++i) {
    keys.push_back("p" + std::to_string(i / 3) + std::array{".JPG", ".jpg", ".png"}[i % 3]);
  }
  const auto finish = [&](bool second_run) {
    for (int round = 0; round < 10; ++round) {
      for (std::vector<Task> tasks = Pending(); !tasks.empty(); tasks = Pending()) {
        for (const Task& task : tasks) {
          const std::optional<Reason> reason = ReasonOf(task.key, second_run);
          OutcomeFact fact = reason ? FailedFact(task, *reason) : DoneFact(task);
          if (reason == Reason::kTimedOut) fact.state = SourceState::kQuarantined;
          ASSERT_TRUE(Record(fact)) << task.key;
        }
      }
      if (round == 0) EndScan();
      if (Waiting() == 0) break;
      Settle();
    }
  };
  std::vector<Tally> results;
  for (const bool in_the_run : {true, false}) {
    Forget();
    Start(WithOneName());
    Intake(keys);
    finish(false);
    LedgerOptions options = WithOneName();
    options.rules.retry_failed = in_the_run;
    if (!in_the_run) {
      EXPECT_GT(Retry({}).total(), 10);
    }
    Start(options);
    Intake(keys);
    finish(true);
    Tally tally = ledger().Count();
    tally.run = {};  // "left by an earlier run" in one of them, "failed before" in the other
    results.push_back(tally);
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_GT(results[0][SourceState::kDone], 5);
  EXPECT_GT(results[0][SourceState::kFailed], 5);
}

}  // namespace
}  // namespace photomill
