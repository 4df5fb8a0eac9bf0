// At the end of a run, tasks that take much too long run a second time.
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

const Lines kEnd = {"-> 1 drain: finished after facts", "-> 2 drain: finished after facts",
                    "finished"};

Lines Plus(Lines lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

// Source 1 is done within a second, 2 is still out at worker 1 and worker 2 has nothing to do.
struct OneIsSlow : SchedulerBench {
  explicit OneIsSlow(uint32_t crashes = 0) {
    Task last = BenchTask(2);
    last.crashes = crashes;
    Load({BenchTask(1), last});
    Join(1, 2, 1'000'000, 2);
    Join(2, 9);
    now += seconds(1);
    Result(1, crashes > 0 ? 101 : 100, 1);
  }
  Lines After(Duration duration) {
    now += duration;
    for (const uint64_t peer : {1U, 2U}) From(peer, Heartbeat{1, 0});
    return Tick();
  }
};

TEST(Stragglers, RunASecondTimeWhenTheyTakeMuchLongerThanOthers) {
  OneIsSlow bench;
  EXPECT_EQ(bench.After(seconds(2) - Duration(1)), Lines{});  // three times a second in all
  EXPECT_EQ(bench.After(Duration(1)), Lines{"-> 2 tasks 102:2"});
  EXPECT_EQ(bench.After(seconds(9)), Lines{});  // one copy at a time
  EXPECT_EQ(bench.scheduler.counts().copied, 1U);
}

TEST(Stragglers, TheFirstResultWinsAndTheOtherIsNotNeeded) {
  OneIsSlow bench;
  bench.After(seconds(2));
  EXPECT_EQ(bench.Result(2, 102, 2),
            Plus({"outcome 2 done of w2", "-> 2 acks 102 after facts"}, kEnd));
  // The ledger has no use for the second result, and counts it.
  EXPECT_EQ(bench.Result(1, 101, 2), (Lines{"outcome 2 done of w1", "-> 1 acks 101 after facts"}));
}

TEST(Stragglers, AFailureOfOneOfTheTwoChargesNothing) {
  for (const uint64_t failing : {1U, 2U}) {
    OneIsSlow bench;
    bench.After(seconds(2));
    const uint64_t attempt = failing == 1 ? 101 : 102;
    EXPECT_EQ(bench.Result(failing, attempt, 2, FailedOutcome(Reason::kUnreadable)),
              Lines{"-> " + std::to_string(failing) + " acks " + std::to_string(attempt) +
                    " after facts"});
    EXPECT_EQ(bench.scheduler.tasks().Find(SourceId{2})->failures, 0U);
    EXPECT_EQ(bench.scheduler.tasks().copies(), 0U);
    EXPECT_EQ(bench.scheduler.counts().late_results, 1U);
    const uint64_t other = 3 - failing;
    EXPECT_EQ(bench.Result(other, failing == 1 ? 102 : 101, 2).front(),
              "outcome 2 done of w" + std::to_string(other));
  }
}

TEST(Stragglers, TheOtherAttemptGoesOnWhereAWorkerIsLost) {
  for (const uint64_t lost : {1U, 2U}) {
    OneIsSlow bench;
    bench.After(seconds(2));
    EXPECT_EQ(bench.From(lost, Goodbye{}), Lines{});
    EXPECT_EQ(bench.scheduler.leases().size(), 1U);
    EXPECT_EQ(bench.From(3 - lost, Goodbye{}), Lines{});
    EXPECT_EQ(bench.Join(3, 1), (Lines{"-> 3 welcome p1.jpg", "-> 3 tasks 103:2"}));
  }
}

TEST(Stragglers, AFurtherCopyTakesTwiceThePatience) {
  OneIsSlow bench;
  bench.After(seconds(2));
  bench.Result(2, 102, 2, FailedOutcome(Reason::kUnreadable));
  EXPECT_EQ(bench.After(seconds(3) - Duration(1)), Lines{});
  EXPECT_EQ(bench.After(Duration(1)), Lines{"-> 2 tasks 103:2"});
}

TEST(Stragglers, SuspectsAreNeverCopied) {
  OneIsSlow bench(1);
  EXPECT_EQ(bench.scheduler.tasks().size(), 1U);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(bench.After(seconds(5)), Lines{});
}

TEST(Stragglers, NotBeforeTheEndOfTheRun) {
  SchedulerBench bench;
  bench.Load({BenchTask(1), BenchTask(2)}, false);  // the scan continues
  bench.Join(1, 2, 1'000'000, 2);
  bench.Join(2, 9);
  bench.now += seconds(1);
  bench.Result(1, 100, 1);
  bench.now += seconds(8);
  bench.From(2, Heartbeat{1, 0});
  EXPECT_EQ(bench.Tick(), Lines{});
  bench.Do(event::ScanEnded{});
  EXPECT_EQ(bench.Tick(), Lines{"-> 2 tasks 102:2"});
}

TEST(Stragglers, NobodyKnowsWhatIsLongBeforeSomethingWasDone) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  bench.Join(2, 1);
  bench.now += seconds(9);
  EXPECT_EQ(bench.Tick(), Lines{});
}

}  // namespace
}  // namespace photomill
