// What an outcome means: settled, tried again, the place's fault, or a suspect.
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
  // Whether the ledger needs it is the ledger's to decide.
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
  // What it had queued fails alike, and doubles nothing.
  EXPECT_EQ(bench.Result(1, 101, 2, full), Lines{"-> 1 acks 101 after facts"});
  EXPECT_EQ(bench.From(1, Credit{9, 900}), Lines{});
  EXPECT_THAT(bench.scheduler.PauseText(bench.now),
              ::testing::AllOf(HasSubstr("storage_full"), HasSubstr("w1"),
                               HasSubstr("no room on /new"), HasSubstr("1 s")));
  // One task as a probe.
  EXPECT_EQ(bench.Wait(seconds(1)),
            (Lines{"note: the run pauses, for every worker is set aside: storage_full at worker "
                   "w1: no room on /new (it goes on by itself; trying now)",
                   "-> 1 tasks 102:3"}));
  EXPECT_EQ(bench.Wait(seconds(1)), Lines{});
  EXPECT_EQ(bench.Result(1, 102, 3, full), Lines{"-> 1 acks 102 after facts"});
  // The wait doubles.
  EXPECT_EQ(bench.Wait(seconds(1) - Duration(1)), Lines{});
  EXPECT_THAT(bench.Wait(seconds(1) + Duration(1)), ElementsAre(StartsWith("-> 1 tasks 103:")));
  const SourceId probe = bench.scheduler.leases().Find(AttemptId{103})->source;
  // A success ends it, and everything flows again.
  const Lines lines = bench.Result(1, 103, probe.value);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines[2], StartsWith("-> 1 tasks 104:"));
  EXPECT_EQ(lines[3], "note: the run goes on");
  EXPECT_EQ(bench.scheduler.PauseText(bench.now), "");
}

TEST(SchedulerResults, ThatTheRunGoesOnIsSaidAlsoWhereItEndsAtOnce) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 2);
  (void)bench.Result(1, 100, 1, FailedOutcome(Reason::kStorageFull, "no room on /new"));
  (void)bench.Wait(seconds(1));
  EXPECT_THAT(bench.Result(1, 101, 1), ::testing::Contains("note: the run goes on"));
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
                                            "-> 1 tasks 103:4 104:1", "note: the run goes on"}));
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

TEST(SchedulerResults, OneBadFolderAmongManyIsChargedInTheEnd) {
  SchedulerBench bench;
  bench.Load({BenchTask(1)}, false);
  bench.Join(1, 1000);
  const Outcome full = FailedOutcome(Reason::kStorageFull);
  bench.Result(1, 100, 1, full);
  uint64_t attempt = 101;
  for (int64_t good = 2; good <= 3; ++good, attempt += 2) {
    // Another source comes, and succeeds at the same place …
    bench.Do(event::SourcesPending{SourceId{good}});
    bench.now += seconds(3);
    const std::string number = std::to_string(attempt);
    EXPECT_EQ(bench.Do(event::TasksLoaded{{BenchTask(good)}, SourceId{good}, true}),
              Lines{"-> 1 tasks " + number + ":" + std::to_string(good)});
    bench.Result(1, attempt, good);
    // … while this one fails again.
    EXPECT_EQ(bench.Tick(), Lines{"-> 1 tasks " + std::to_string(attempt + 1) + ":1"});
    const Lines lines = bench.Result(1, attempt + 1, 1, full);
    if (good == 3) {
      EXPECT_EQ(lines, (Lines{"outcome 1 failed storage_full of w1", "-> 1 acks 104 after facts"}));
    } else {
      EXPECT_EQ(lines.back(), "-> 1 acks 102 after facts");
    }
  }
}

TEST(SchedulerResults, ASuccessThatWasOnItsWayWhenThePlaceFailedChargesNobody) {
  SchedulerBench bench;
  bench.Load({BenchTask(1), BenchTask(2), BenchTask(3), BenchTask(4), BenchTask(5)}, false);
  bench.Join(1, 1);
  bench.Join(2, 4);  // lent before anything fails, reported one by one
  uint64_t attempt = 100;
  for (int64_t good = 2; good <= 5; ++good) {
    const uint64_t peer = bench.scheduler.leases().Find(AttemptId{attempt})->peer.value;
    bench.Result(peer, attempt, 1, FailedOutcome(Reason::kStorageFull));
    bench.Result(2, 99 + static_cast<uint64_t>(good), good);
    for (const uint64_t other : {1U, 2U}) bench.From(other, Credit{100, 1'000'000});
    for (int i = 0; i < 20 && bench.scheduler.leases().Find(AttemptId{attempt}) == nullptr; ++i) {
      for (const uint64_t other : {1U, 2U}) bench.From(other, Heartbeat{1, 0});
      bench.Wait(seconds(1));
      for (const auto& [lent, lease] : bench.scheduler.leases().all()) {
        if (lease.source == SourceId{1}) attempt = lent.value;
      }
    }
  }
  const TaskEntry* entry = bench.scheduler.tasks().Find(SourceId{1});
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->place_failures, 1U);
}

TEST(SchedulerResults, DeniedFoldersAtTheEndOfARunDoNotHoldItUpForEver) {
  SchedulerBench bench;
  bench.Load(4);
  bench.Join(1, 4);
  const Outcome denied = FailedOutcome(Reason::kStorageDenied, "/new/a: permission denied");
  bench.Result(1, 100, 1, denied);
  bench.Result(1, 101, 2, denied);
  bench.Result(1, 102, 3, denied);
  bench.Result(1, 103, 4);
  bench.From(1, Credit{100, 1'000'000});
  Lines outcomes;
  for (uint64_t turn = 0; turn < 100 && !bench.scheduler.finished(); ++turn) {
    bench.Wait(milliseconds(500));
    bench.From(1, Heartbeat{turn, 0});
    std::vector<Lease> leases;
    for (const auto& [attempt, lease] : bench.scheduler.leases().all()) leases.push_back(lease);
    for (const Lease& lease : leases) {
      for (const std::string& line :
           bench.Result(1, lease.attempt.value, lease.source.value, denied)) {
        if (line.starts_with("outcome")) outcomes.push_back(line);
      }
    }
  }
  EXPECT_TRUE(bench.scheduler.finished());
  EXPECT_THAT(outcomes, ::testing::UnorderedElementsAre("outcome 1 failed storage_denied of w1",
                                                        "outcome 2 failed storage_denied of w1",
                                                        "outcome 3 failed storage_denied of w1"));
}

TEST(SchedulerResults, AStoreThatDoesNotAnswerIsWaitedForBeforeTheLastSourcesFail) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 100);
  bench.Result(1, 100, 1);
  uint64_t attempt = 101;
  Lines lines;
  const Instant begun = bench.now;
  while (!bench.scheduler.finished()) {
    lines = bench.Result(1, attempt++, 2, FailedOutcome(Reason::kStorageUnavailable, "no answer"));
    for (int i = 0; i < 200 && bench.scheduler.leases().size() == 0; ++i) {
      bench.Wait(milliseconds(500));
      bench.From(1, Heartbeat{1, 0});
    }
  }
  EXPECT_EQ(lines.front(), "outcome 2 failed storage_unavailable of w1");
  EXPECT_GT(bench.now - begun, seconds(30));
  EXPECT_EQ(attempt, 109U);
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
