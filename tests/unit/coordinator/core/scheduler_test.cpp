// The window, the cursor through the ledger, and the end of a run.
#include "coordinator/core/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;

event::TasksLoaded Page(int64_t first, int64_t last, bool at_end) {
  event::TasksLoaded page;
  for (int64_t source = first; source <= last; ++source) page.tasks.push_back(BenchTask(source));
  page.through = SourceId{last};
  page.at_end = at_end;
  return page;
}

event::SourcesPending Pending(int64_t lowest) {
  return {SourceId{lowest}};
}

TEST(Scheduler, AnEmptyLibraryIsFinishedWhenTheScanIs) {
  SchedulerBench bench;
  EXPECT_EQ(bench.Tick(), Lines{});
  EXPECT_EQ(bench.Do(event::ScanEnded{}), Lines{"finished"});
  EXPECT_EQ(bench.Tick(), Lines{});  // requested once
  EXPECT_TRUE(bench.scheduler.finished());
}

TEST(Scheduler, FirstTasksGoOutBeforeTheScanEnds) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 100);
  EXPECT_EQ(bench.Do(Pending(1)), Lines{"load after 0: 4096"});
  EXPECT_EQ(bench.Do(Page(1, 2, true)), Lines{"-> 1 tasks 100:1 101:2"});
  EXPECT_EQ(bench.Do(Pending(3)), Lines{"load after 2: 4096"});
  EXPECT_EQ(bench.Do(event::ScanEnded{}), Lines{});
  EXPECT_EQ(bench.Do(Page(3, 3, true)), Lines{"-> 1 tasks 102:3"});
  bench.Result(1, 100, 1);
  bench.Result(1, 101, 2);
  EXPECT_EQ(bench.Result(1, 102, 3), (Lines{"outcome 3 done of w1", "-> 1 acks 102 after facts",
                                            "-> 1 drain: finished after facts", "finished"}));
}

TEST(Scheduler, TheWindowIsRefilledFromTheLedgerAndBounded) {
  SchedulerBench bench;
  EXPECT_EQ(bench.Do(Pending(1)), Lines{"load after 0: 4096"});
  EXPECT_EQ(bench.Do(Pending(4097)), Lines{});  // one load at a time
  EXPECT_EQ(bench.Do(Page(1, 4096, false)), Lines{"load after 4096: 4096"});
  EXPECT_EQ(bench.Do(Page(4097, 8192, false)), Lines{"load after 8192: 4096"});
  // Nothing more is requested while the window is more than half full.
  EXPECT_EQ(bench.Do(Page(8193, 12'288, false)), Lines{});
  EXPECT_EQ(bench.scheduler.tasks().size(), 12'288U);
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 4096);
  uint64_t attempt = 100;
  for (; bench.scheduler.tasks().size() > limits::kWindowTasks / 2 + 1; ++attempt) {
    const int64_t source = static_cast<int64_t>(attempt) - 99;
    Effects effects;
    bench.scheduler.Step(
        bench.now,
        event::MessageArrived{PeerId{1},
                              ResultBatch{DigestOf(DefaultRecipe()),
                                          {{AttemptId{attempt}, SourceId{source},
                                            BenchVersion(SourceId{source}), DoneOutcome()}}}},
        effects);
    ASSERT_EQ(effects.size(), 2U);
  }
  const int64_t last = static_cast<int64_t>(attempt) - 99;
  EXPECT_EQ(bench.Result(1, attempt, last).back(), "load after 12288: 4096");
}

TEST(Scheduler, RowsBehindTheCursorAreFetchedByGoingBack) {
  SchedulerBench bench;
  bench.Do(Pending(1));
  EXPECT_EQ(bench.Do(Page(1, 10, true)), Lines{});
  // A second check of the store found that 4 changed, and then that 3 did.
  EXPECT_EQ(bench.Do(Pending(4)), Lines{"load after 3: 4096"});
  EXPECT_EQ(bench.Do(Pending(3)), Lines{});
  EXPECT_EQ(bench.Do(Page(4, 10, true)),
            Lines{"load after 2: 4096"});  // existing tasks are not duplicated
  EXPECT_EQ(bench.scheduler.tasks().size(), 10U);
  EXPECT_EQ(bench.Do(event::ScanEnded{}), Lines{});  // not finished: a load is in progress
}

TEST(Scheduler, APageThatIsOlderThanAnOutcomeDoesNotBringTheSourceBack) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 5);
  bench.Do(Pending(1));
  bench.Do(Page(1, 2, true));
  EXPECT_EQ(bench.Do(Pending(1)), Lines{"load after 0: 4096"});
  bench.Do(event::ScanEnded{});
  bench.Result(1, 100, 1);  // while the page is being loaded
  EXPECT_EQ(bench.Do(Page(1, 2, true)), Lines{});
  EXPECT_EQ(bench.scheduler.tasks().size(), 1U);
  EXPECT_EQ(bench.Result(1, 101, 2).back(), "finished");
}

TEST(Scheduler, AnOutcomeOfAnOlderVersionDoesNotHideTheSource) {
  SchedulerBench bench;
  Hello hello = SchedulerBench::HelloOf(1);
  const ObjectVersion old{10, 1, ""};
  hello.held = {{AttemptId{7}, SourceId{1}, old}};
  bench.From(1, hello);
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.From(1, bench.Proof());
  bench.Do(Pending(1));
  // The ledger will not accept it: the source has changed since.
  EXPECT_EQ(bench.Results(1, {{AttemptId{7}, SourceId{1}, old, DoneOutcome()}}),
            (Lines{"outcome 1 done of w1", "-> 1 acks 7 after facts"}));
  bench.From(1, Credit{5, 500});
  EXPECT_EQ(bench.Do(Page(1, 1, true)), Lines{"-> 1 tasks 100:1"});
}

TEST(Scheduler, AnOutcomeThatLacksAnOutputDoesNotHideTheSource) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 5);
  bench.Do(Pending(1));
  Outcome outcome = DoneOutcome();
  outcome.outputs.pop_back();
  EXPECT_EQ(bench.Result(1, 7, 1, outcome),
            (Lines{"outcome 1 done of w1", "-> 1 acks 7 after facts"}));
  EXPECT_EQ(bench.Do(Page(1, 1, true)), Lines{"-> 1 tasks 100:1"});
}

TEST(Scheduler, ALoadUnderWayKeepsTheRunFromEnding) {
  SchedulerBench bench;
  bench.Do(Pending(1));
  EXPECT_EQ(bench.Do(event::ScanEnded{}), Lines{});
  EXPECT_EQ(bench.Do(event::TasksLoaded{{}, SourceId{9}, false}), Lines{"load after 9: 4096"});
  EXPECT_EQ(bench.Do(event::TasksLoaded{{}, SourceId{12}, true}), Lines{"finished"});
}

TEST(Scheduler, StopBringsHomeWhatIsOutAndSendsNothingNew) {
  SchedulerBench bench;
  bench.Load(5);
  bench.Join(1, 2);
  EXPECT_EQ(bench.Do(event::StopAsked{}), Lines{});
  EXPECT_EQ(bench.From(1, Credit{5, 1000}), Lines{});
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.Result(1, 101, 2, FailedOutcome(Reason::kOutOfMemory)),
            (Lines{"setback 2 out_of_memory of w1", "-> 1 acks 101 after facts", "stopped"}));
  EXPECT_EQ(bench.Wait(seconds(5)), Lines{});
}

TEST(Scheduler, WorkersThatAreOurChildrenLeaveWhenTheRunIsStopped) {
  SchedulerConfig config = BenchConfig();
  config.workers_leave_on_stop = true;
  SchedulerBench bench(config);
  bench.Load(5);
  bench.Join(1, 1);
  bench.Do(event::StopAsked{});
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts",
                                            "-> 1 drain: asked after facts", "stopped"}));
  EXPECT_EQ(bench.From(2, SchedulerBench::HelloOf(2)), Lines{"-> 2 drain: asked"});
}

TEST(Scheduler, AStopWithNothingOutEndsAtOnceAndBeforeTheScan) {
  SchedulerBench bench;
  EXPECT_EQ(bench.Do(event::StopAsked{}), Lines{"stopped"});
  EXPECT_EQ(bench.Do(event::ScanEnded{}), Lines{});
  EXPECT_EQ(bench.Do(event::StopAsked{}), Lines{});
}

TEST(Scheduler, ALostWorkerDoesNotKeepAStopWaiting) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 2);
  bench.Do(event::StopAsked{});
  EXPECT_EQ(bench.Wait(limits::kLeaseDuration).back(), "stopped");
}

TEST(Scheduler, TheSameEventsGiveTheSameEffects) {
  const auto run = [] {
    SchedulerBench bench;
    Lines all = bench.Load(20);
    const auto add = [&](const Lines& lines) { all.insert(all.end(), lines.begin(), lines.end()); };
    for (uint64_t peer = 1; peer <= 4; ++peer) add(bench.Join(peer, 3));
    for (uint64_t attempt = 100; attempt < 112; ++attempt) {
      add(bench.Result(1 + (attempt - 100) / 3, attempt, static_cast<int64_t>(attempt) - 99,
                       attempt % 2 == 0 ? DoneOutcome() : FailedOutcome(Reason::kOutOfMemory)));
    }
    for (int i = 0; i < 40; ++i) add(bench.Wait(milliseconds(100)));
    add(bench.Wait(limits::kLeaseDuration));
    return all;
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace photomill
