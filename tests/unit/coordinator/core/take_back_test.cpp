// Queued tasks are moved to idle workers, but never endlessly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

// Worker 1 holds everything, worker 2 comes later and has room for `room` tasks.
struct OneHoldsAll : SchedulerBench {
  OneHoldsAll(int64_t sources, uint64_t room) {
    Load(sources);
    Join(1, static_cast<uint64_t>(sources));
    Join(2, room);
  }
};

GivenBack Given(std::vector<uint64_t> attempts) {
  GivenBack given;
  for (const uint64_t attempt : attempts) given.attempts.push_back(AttemptId{attempt});
  return given;
}

TEST(TakeBack, HalfOfTheQueueGoesToAnIdleWorker) {
  OneHoldsAll bench(6, 9);
  EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back 105 104 103"});  // one executes, five wait
  EXPECT_EQ(bench.Tick(), Lines{});                              // one request at a time
  EXPECT_EQ(bench.From(1, Given({105, 104, 103})), Lines{"-> 2 tasks 106:4 107:5 108:6"});
  EXPECT_EQ(bench.scheduler.counts().taken_back, 3U);
  EXPECT_EQ(bench.scheduler.counts().redelivered, 0U);
}

TEST(TakeBack, OnlyAsMuchAsTheIdleWorkerTakes) {
  OneHoldsAll bench(6, 2);
  EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back 105 104"});
}

TEST(TakeBack, OneQueueIsAskedForOneIdleWorker) {
  SchedulerBench bench;
  bench.Load(12);
  bench.Join(1, 6);
  bench.Join(2, 6);
  bench.Join(3, 9);
  EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back 105 104 103"});  // not the other one as well
}

TEST(TakeBack, WhatWasStartedStays) {
  OneHoldsAll bench(6, 9);
  bench.Tick();
  EXPECT_EQ(bench.From(1, Given({105})), Lines{"-> 2 tasks 106:6"});
  // It gave back less than requested: its queue is empty, so nothing more is requested.
  EXPECT_EQ(bench.Result(2, 106, 6), (Lines{"outcome 6 done of w2", "-> 2 acks 106 after facts"}));
  EXPECT_EQ(bench.Tick(), Lines{});
  EXPECT_EQ(bench.Result(1, 104, 5), (Lines{"outcome 5 done of w1", "-> 1 acks 104 after facts"}));
}

TEST(TakeBack, WhoWasAskedGetsNothingNewBeforeItsQueueIsDone) {
  OneHoldsAll bench(4, 1);
  bench.From(1, Credit{9, 1'000'000});
  EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back 103"});
  // Worker 2 gets the returned task; worker 1 does not get it again, although it has credit.
  EXPECT_EQ(bench.From(1, Given({103})), Lines{"-> 2 tasks 104:4"});
  EXPECT_EQ(bench.From(2, Goodbye{}), Lines{});  // worker 1 still holds three
  bench.Result(1, 100, 1);
  EXPECT_EQ(bench.Result(1, 101, 2),
            (Lines{"outcome 2 done of w1", "-> 1 acks 101 after facts", "-> 1 tasks 105:4"}));
}

TEST(TakeBack, ATaskIsMovedABoundedNumberOfTimes) {
  OneHoldsAll bench(2, 9);
  for (uint32_t move = 0; move < limits::kTakeBacksMax; ++move) {
    const uint64_t attempt = move == 0 ? 101 : 101 + move;
    EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back " + std::to_string(attempt)});
    bench.From(2, Draining{});  // it will not accept the task
    bench.From(1, Given({attempt}));
    // It registers again with the tasks that it executes, and has room again.
    Hello hello = SchedulerBench::HelloOf(1);
    hello.held = {{AttemptId{100}, SourceId{1}, BenchVersion(SourceId{1})}};
    bench.From(1, hello);
    bench.From(1, bench.Proof());
    EXPECT_EQ(bench.From(1, Credit{1, 1000}),
              Lines{"-> 1 tasks " + std::to_string(attempt + 1) + ":2"});
    bench.From(2, Goodbye{});
    bench.Join(2, 9);
  }
  EXPECT_EQ(bench.Tick(), Lines{});
}

TEST(TakeBack, TheSlowestQueueComesFirst) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 3);
  bench.Join(2, 3);
  bench.Load(6);
  for (const uint64_t peer : {1U, 2U}) bench.From(peer, Credit{4, 1'000'000});
  bench.now += seconds(1);
  bench.Do(event::SourcesPending{SourceId{7}});
  bench.Result(2, 103, 4);  // worker 2 makes progress, worker 1 does not
  bench.Do(event::TasksLoaded{{BenchTask(7)}, SourceId{7}, true});
  bench.Join(3, 5);
  const Lines lines = bench.Tick();
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(), "-> 1 take back 106 102");
}

TEST(TakeBack, NotWhileThereIsWorkOrAPageIsUnderWay) {
  SchedulerBench bench;
  bench.Load(4);
  bench.Join(1, 4);
  bench.Do(event::SourcesPending{SourceId{1}});  // a page is requested
  bench.Join(2, 9);
  EXPECT_EQ(bench.Tick(), Lines{});
  bench.Do(event::TasksLoaded{{}, SourceId{4}, true});
  EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back 103 102"});
}

TEST(TakeBack, SuspectsStayWhereTheyAre) {
  SchedulerBench bench;
  Task suspect = BenchTask(2);
  suspect.crashes = 1;
  bench.Load({BenchTask(1), suspect});
  bench.Join(1, 2);
  bench.Join(2, 9);
  EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back 101"});  // the suspect was dispatched first, as 100
}

TEST(TakeBack, AnAnswerOfSomebodyElseOrARepeatChangesNothing) {
  OneHoldsAll bench(6, 9);
  bench.Tick();
  EXPECT_EQ(bench.From(2, Given({105, 104, 103})), Lines{});
  bench.From(1, Given({105}));
  EXPECT_EQ(bench.From(1, Given({105, 777})), Lines{});
  EXPECT_EQ(bench.scheduler.counts().taken_back, 1U);
}

TEST(TakeBack, WhereTheAnswerIsLostTheNextHelloTells) {
  OneHoldsAll bench(3, 9);
  EXPECT_EQ(bench.Tick(), Lines{"-> 1 take back 102"});
  Hello hello = SchedulerBench::HelloOf(1);  // it had given 102 back, and the message was lost
  hello.held = {{AttemptId{100}, SourceId{1}, BenchVersion(SourceId{1})},
                {AttemptId{101}, SourceId{2}, BenchVersion(SourceId{2})}};
  EXPECT_EQ(bench.From(3, hello), (Lines{"-> 3 welcome p1.jpg", "-> 2 tasks 103:3"}));
}

}  // namespace
}  // namespace photomill
