// The meaning of an outcome: settled, to be retried, the place's fault, or a suspect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Lines kEnd = {"-> 1 drain: finished after facts", "finished"};

Lines Plus(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

TEST(SchedulerResults, AFactComesBeforeItsAck) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 2);
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.scheduler.counts().step_times[Step::kDecode], 1000U);
}

TEST(SchedulerResults, ABatchIsAcknowledgedAtOnce) {
  SchedulerBench bench;
  bench.Load(3);
  bench.Join(1, 3);
  EXPECT_EQ(bench.Results(
                1, {{AttemptId{100}, SourceId{1}, BenchVersion(SourceId{1}), DoneOutcome()},
                    {AttemptId{101}, SourceId{2}, BenchVersion(SourceId{2}),
                     FailedOutcome(Reason::kCorrupt)},
                    {AttemptId{102}, SourceId{3}, BenchVersion(SourceId{3}), SkippedOutcome()}}),
            Plus({"outcome 1 done of w1", "outcome 2 failed corrupt of w1",
                  "outcome 3 skipped not_an_image of w1", "-> 1 acks 100 101 102 after facts"},
                 kEnd));
  EXPECT_EQ(bench.scheduler.workers().Find(PeerId{1})->tasks_done, 2U);
  EXPECT_EQ(bench.scheduler.workers().Find(PeerId{1})->tasks_failed, 1U);
}

TEST(SchedulerResults, AnEmptyBatchHasNothingToAcknowledge) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  EXPECT_EQ(bench.Results(1, {}), Lines{});
}

TEST(SchedulerResults, StrictTakesAFileThatIsNoPictureAsAFailure) {
  SchedulerConfig config = BenchConfig();
  config.strict = true;
  SchedulerBench bench(config);
  bench.Load(1);
  bench.Join(1, 1);
  EXPECT_EQ(bench.Result(1, 100, 1, SkippedOutcome()),
            Plus({"outcome 1 failed not_an_image of w1", "-> 1 acks 100 after facts"}, kEnd));
}

TEST(SchedulerResults, ARepeatIsAcknowledgedAgain) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 2);
  bench.Result(1, 100, 1);
  // The ledger decides whether it needs the outcome.
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts"}));
}

TEST(SchedulerResults, ALateFailureOfAnAttemptThatLostItsTaskIsNotCounted) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  bench.Wait(limits::kLeaseDuration);
  bench.Join(2, 1);  // has the task now
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{100}, SourceId{1}, BenchVersion(SourceId{1})}};
  bench.From(3, hello);
  bench.From(3, bench.Proof());
  EXPECT_EQ(bench.Result(3, 100, 1, FailedOutcome(Reason::kOutOfMemory)),
            Lines{"-> 3 acks 100 after facts"});
  EXPECT_EQ(bench.scheduler.counts().late_results, 1U);
  EXPECT_EQ(bench.Result(2, 101, 1), (Lines{"outcome 1 done of w2", "-> 2 acks 101 after facts",
                                            "-> 2 drain: finished after facts",
                                            "-> 3 drain: finished after facts", "finished"}));
}

TEST(SchedulerResults, ALateSuccessIsTakenAndTheOtherAttemptIsNotNeeded) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  bench.Wait(limits::kLeaseDuration);
  bench.Join(2, 1);
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{100}, SourceId{1}, BenchVersion(SourceId{1})}};
  bench.From(3, hello);
  bench.From(3, bench.Proof());
  EXPECT_EQ(bench.Result(3, 100, 1), (Lines{"outcome 1 done of w1", "-> 3 acks 100 after facts",
                                            "-> 2 drain: finished after facts",
                                            "-> 3 drain: finished after facts", "finished"}));
}

TEST(SchedulerResults, AResultByAnotherRecipeIsTriedAgainAndNeverForEver) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 9);
  for (uint64_t attempt = 100; attempt < 102; ++attempt) {
    const ResultBatch batch{
        Digest{1, 2},
        {{AttemptId{attempt}, SourceId{1}, BenchVersion(SourceId{1}), DoneOutcome()}}};
    EXPECT_EQ(bench.From(1, batch),
              (Lines{"setback 1 internal of w1",
                     "-> 1 acks " + std::to_string(attempt) + " after facts"}));
    EXPECT_EQ(bench.Wait(seconds(2)), Lines{"-> 1 tasks " + std::to_string(attempt + 1) + ":1"});
  }
  const ResultBatch last{Digest{1, 2},
                         {{AttemptId{102}, SourceId{1}, BenchVersion(SourceId{1}), DoneOutcome()}}};
  EXPECT_EQ(bench.From(1, last),
            Plus({"outcome 1 failed internal of w1", "-> 1 acks 102 after facts"}, kEnd));
}

TEST(SchedulerResults, AResultForAnotherVersionIsTriedAgainAndNeverForEver) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 9);
  const TaskResult other{AttemptId{100}, SourceId{1}, {1, 2, ""}, DoneOutcome()};
  EXPECT_EQ(bench.Results(1, {other}),
            (Lines{"setback 1 source_changed of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.Wait(seconds(2)), Lines{"-> 1 tasks 101:1"});
  EXPECT_EQ(bench.Result(1, 101, 1),
            Plus({"outcome 1 done of w1", "-> 1 acks 101 after facts"}, kEnd));
}

TEST(SchedulerResults, SuccessWithoutEveryOutputIsNone) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 9);
  Outcome outcome = DoneOutcome();
  outcome.outputs.pop_back();
  EXPECT_EQ(bench.Result(1, 100, 1, outcome),
            (Lines{"setback 1 internal of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.Wait(seconds(2)), Lines{"-> 1 tasks 101:1"});
}

TEST(SchedulerResults, AnOutputUnderAKeyOfSomebodyElseIsNone) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 9);
  Outcome outcome = DoneOutcome();
  outcome.outputs[1].key = "thumbs/b.webp";
  EXPECT_EQ(bench.Result(1, 100, 1, outcome),
            (Lines{"setback 1 internal of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.Wait(seconds(2)), Lines{"-> 1 tasks 101:1"});
}

TEST(SchedulerResults, AnAttemptOfSomebodyElseOrOfAnotherSourceSettlesNoLease) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 2);
  bench.Join(2, 2);
  EXPECT_EQ(bench.Result(2, 100, 1, FailedOutcome(Reason::kOutOfMemory)),
            Lines{"-> 2 acks 100 after facts"});
  EXPECT_EQ(bench.Result(1, 100, 2, FailedOutcome(Reason::kOutOfMemory)),
            Lines{"-> 1 acks 100 after facts"});
  EXPECT_EQ(bench.Result(1, 12345, 77, FailedOutcome(Reason::kOutOfMemory)),
            Lines{"-> 1 acks 12345 after facts"});
  EXPECT_EQ(bench.scheduler.leases().size(), 2U);
  EXPECT_EQ(bench.From(1, Goodbye{}), Lines{"-> 2 tasks 102:1 103:2"});
}

TEST(SchedulerResults, ATransientFailureWaitsAndIsTriedABoundedNumberOfTimes) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 9);
  for (uint32_t tries = 1; tries < limits::kAttemptsMax; ++tries) {
    const std::string attempt = std::to_string(99 + tries);
    EXPECT_EQ(bench.Result(1, 99 + tries, 1, FailedOutcome(Reason::kOutOfMemory)),
              (Lines{"setback 1 out_of_memory of w1", "-> 1 acks " + attempt + " after facts"}));
    const Duration full = limits::kRetryBackoff * (1 << (tries - 1));
    EXPECT_EQ(bench.Wait(full / 2 - Duration(1)), Lines{});
    EXPECT_EQ(bench.Wait(full / 2 + Duration(1)),
              Lines{"-> 1 tasks " + std::to_string(100 + tries) + ":1"});
  }
  EXPECT_EQ(bench.Result(1, 102, 1, FailedOutcome(Reason::kOutOfMemory)),
            Plus({"outcome 1 failed out_of_memory of w1", "-> 1 acks 102 after facts"}, kEnd));
  EXPECT_EQ(bench.scheduler.counts().retried, limits::kAttemptsMax - 1);
}

TEST(SchedulerResults, AFailureThatIsToldAgainAfterAHelloIsCountedOnce) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  const Outcome failed = FailedOutcome(Reason::kUnreadable);
  bench.Result(1, 100, 1, failed);
  for (uint64_t peer = 2; peer < 6; ++peer) {  // the Ack is lost each time
    Hello hello = SchedulerBench::HelloOf(1);
    hello.held = {{AttemptId{100}, SourceId{1}, BenchVersion(SourceId{1})}};
    bench.From(peer, hello);
    bench.From(peer, bench.Proof());
    EXPECT_EQ(bench.Result(peer, 100, 1, failed),
              Lines{"-> " + std::to_string(peer) + " acks 100 after facts"});
  }
  EXPECT_EQ(bench.scheduler.tasks().Find(SourceId{1})->failures, 1U);
}

TEST(SchedulerResults, ASourceThatMovedUnderUsIsForTheNextRun) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 9);
  EXPECT_EQ(bench.Result(1, 100, 1, FailedOutcome(Reason::kSourceVanished)),
            Plus({"outcome 1 failed source_vanished of w1", "-> 1 acks 100 after facts"}, kEnd));
}

// --- The place's fault -------------------------------------------------------------------------

TEST(SchedulerResults, AFullStoreSetsTheWorkerAsideAndChargesNoTask) {
  SchedulerBench bench;
  bench.Load(3);
  bench.Join(1, 2);
  const Outcome full = FailedOutcome(Reason::kStorageFull, "no room on /new");
  EXPECT_THAT(bench.Result(1, 100, 1, full),
              ElementsAre("note: worker w1 is set aside: storage_full: no room on /new",
                          "-> 1 acks 100 after facts"));
  // The tasks that it had queued fail in the same way, and do not double the wait.
  EXPECT_EQ(bench.Result(1, 101, 2, full), Lines{"-> 1 acks 101 after facts"});
  EXPECT_EQ(bench.From(1, Credit{9, 900}), Lines{});
  EXPECT_THAT(bench.scheduler.PauseText(bench.now),
              ::testing::AllOf(HasSubstr("storage_full"), HasSubstr("w1"),
                               HasSubstr("no room on /new"), HasSubstr("1 s")));
  // One task as a probe.
  EXPECT_EQ(bench.Wait(seconds(1)),
            (Lines{"note: the run pauses: every worker is set aside: storage_full at worker "
                   "w1: no room on /new (resumes automatically; trying now)",
                   "-> 1 tasks 102:3"}));
  EXPECT_EQ(bench.Wait(seconds(1)), Lines{});
  EXPECT_EQ(bench.Result(1, 102, 3, full), Lines{"-> 1 acks 102 after facts"});
  // The wait doubles.
  EXPECT_EQ(bench.Wait(seconds(1) - Duration(1)), Lines{});
  EXPECT_THAT(bench.Wait(seconds(1) + Duration(1)), ElementsAre(StartsWith("-> 1 tasks 103:")));
  const SourceId probe = bench.scheduler.leases().Find(AttemptId{103})->source;
  // A success ends it, and all tasks are sent again.
  const Lines lines = bench.Result(1, 103, probe.value);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines[2], StartsWith("-> 1 tasks 104:"));
  EXPECT_EQ(lines[3], "note: the run resumes");
  EXPECT_EQ(bench.scheduler.PauseText(bench.now), "");
}

TEST(SchedulerResults, ThatTheRunGoesOnIsSaidAlsoWhereItEndsAtOnce) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 2);
  (void)bench.Result(1, 100, 1, FailedOutcome(Reason::kStorageFull, "no room on /new"));
  (void)bench.Wait(seconds(1));
  EXPECT_THAT(bench.Result(1, 101, 1), ::testing::Contains("note: the run resumes"));
  EXPECT_TRUE(bench.scheduler.finished());
}

TEST(SchedulerResults, WhatIsNoPictureDoesNotProveThatThereIsRoom) {
  SchedulerBench bench;
  bench.Load(4);
  bench.Join(1, 1);
  bench.Result(1, 100, 1, FailedOutcome(Reason::kStorageFull));
  bench.From(1, Credit{9, 900});
  EXPECT_EQ(bench.Wait(seconds(1)).back(), "-> 1 tasks 101:2");
  EXPECT_EQ(bench.Result(1, 101, 2, SkippedOutcome()),
            (Lines{"outcome 2 skipped not_an_image of w1", "-> 1 acks 101 after facts",
                   "-> 1 tasks 102:3"}));  // still one at a time
  EXPECT_EQ(bench.Result(1, 102, 3), (Lines{"outcome 3 done of w1", "-> 1 acks 102 after facts",
                                            "-> 1 tasks 103:4 104:1", "note: the run resumes"}));
}

TEST(SchedulerResults, AFullStoreIsWaitedForHoweverLongItTakes) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 100'000);
  bench.Result(1, 100, 1);
  uint64_t attempt = 101;
  for (int i = 0; i < 200; ++i) {
    EXPECT_THAT(bench.Result(1, attempt, 2, FailedOutcome(Reason::kStorageFull)),
                ::testing::Contains("-> 1 acks " + std::to_string(attempt) + " after facts"));
    ++attempt;
    bench.From(1, Heartbeat{attempt, 0});
    for (int j = 0; j < 9 && bench.scheduler.leases().size() == 0; ++j) {
      bench.Wait(seconds(5));
      bench.From(1, Heartbeat{attempt, 0});
    }
    ASSERT_EQ(bench.scheduler.leases().size(), 1U);
  }
  EXPECT_EQ(bench.Result(1, attempt, 2).front(), "outcome 2 done of w1");
}

class SchedulerPlace : public ::testing::TestWithParam<Reason> {};

INSTANTIATE_TEST_SUITE_P(Reasons, SchedulerPlace,
                         ::testing::Values(Reason::kStorageDenied, Reason::kStorageFull,
                                           Reason::kStorageUnavailable),
                         [](const auto& instance) {
                           return std::string(ReasonWord(instance.param));
                         });

// For example an output that is too large for the remaining room: it waits for more.
TEST_P(SchedulerPlace, IsChargedToNoTaskHoweverManyOthersSucceedInBetween) {
  SchedulerBench bench;
  bench.Load({BenchTask(1)}, false);
  bench.Join(1, 1000);
  const Outcome failed = FailedOutcome(GetParam());
  bench.Result(1, 100, 1, failed);
  uint64_t attempt = 101;
  for (int64_t good = 2; good <= 20; ++good, attempt += 2) {
    bench.Do(event::SourcesPending{SourceId{good}});
    bench.now += seconds(60);
    bench.From(1, Heartbeat{attempt, 0});
    bench.Do(event::TasksLoaded{{BenchTask(good)}, SourceId{good}, true});
    for (const uint64_t each : {attempt, attempt + 1}) {
      const Lease* lease = bench.scheduler.leases().Find(AttemptId{each});
      ASSERT_NE(lease, nullptr);
      const SourceId source = lease->source;
      const Lines lines =
          source == SourceId{1} ? bench.Result(1, each, 1, failed) : bench.Result(1, each, good);
      EXPECT_THAT(lines, ::testing::Not(::testing::Contains(StartsWith("outcome 1 "))));
      bench.Wait(seconds(3));
      bench.From(1, Heartbeat{each, 0});
      bench.Tick();
    }
  }
  EXPECT_NE(bench.scheduler.tasks().Find(SourceId{1}), nullptr);
}

// One closed folder in the destination concerns only its sources: no worker is set aside.
TEST(SchedulerResults, WhatIsBarredIsTriedThriceAndSetsNoWorkerAside) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1000);
  Outcome barred = FailedOutcome(Reason::kStorageDenied, "/new/a: permission denied");
  barred.kind = Outcome::Kind::kBarred;
  EXPECT_EQ(bench.Result(1, 100, 1, barred),
            (Lines{"setback 1 storage_denied of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.scheduler.PauseText(bench.now), "");
  EXPECT_EQ(bench.Result(1, 101, 2).front(), "outcome 2 done of w1");
  bench.Wait(seconds(2));
  EXPECT_EQ(bench.Result(1, 102, 1, barred).front(), "setback 1 storage_denied of w1");
  bench.Wait(seconds(4));
  EXPECT_EQ(bench.Result(1, 103, 1, barred).front(), "outcome 1 failed storage_denied of w1");
  EXPECT_TRUE(bench.scheduler.finished());
}

TEST(SchedulerResults, WhereEverythingIsDeniedTheRunWaits) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1000);
  for (uint64_t turn = 0; turn < 100; ++turn) {
    std::vector<Lease> leases;
    for (const auto& [attempt, lease] : bench.scheduler.leases().all()) leases.push_back(lease);
    for (const Lease& lease : leases) {
      bench.Result(1, lease.attempt.value, lease.source.value,
                   FailedOutcome(Reason::kStorageDenied));
    }
    bench.Wait(seconds(5));
    bench.From(1, Heartbeat{turn, 0});
  }
  EXPECT_FALSE(bench.scheduler.finished());
  EXPECT_THAT(bench.scheduler.PauseText(bench.now), HasSubstr("storage_denied"));
}

}  // namespace
}  // namespace photomill
