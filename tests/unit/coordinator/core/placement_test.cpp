// Which worker gets which tasks: credit, turns, shares at the end of a run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST(Placement, CreditInTasksIsNeverExceeded) {
  SchedulerBench bench;
  bench.Load(5);
  EXPECT_EQ(bench.Join(1, 2), (Lines{"-> 1 welcome p1.jpg", "-> 1 tasks 100:1 101:2"}));
  bench.Result(1, 100, 1);
  EXPECT_EQ(bench.From(1, Credit{2, 1'000'000}), Lines{});  // a repeat grants nothing
  EXPECT_EQ(bench.From(1, Credit{1, 1}), Lines{});          // neither does an older one
  EXPECT_EQ(bench.From(1, Credit{4, 1'000'000}), Lines{"-> 1 tasks 102:3 103:4"});
}

TEST(Placement, NothingIsLentWhileWorkersOfTheRunBeforeMayPublish) {
  SchedulerConfig config = BenchConfig();
  config.quiet = seconds(10);
  SchedulerBench bench(config);
  bench.Load(2);
  EXPECT_EQ(bench.Join(1, 9), Lines{"-> 1 welcome p1.jpg"});
  EXPECT_EQ(bench.Wait(seconds(9)), Lines{});
  bench.From(1, Heartbeat{1, 0});
  EXPECT_EQ(bench.Wait(seconds(1)), Lines{"-> 1 tasks 100:1 101:2"});
}

TEST(Placement, WhatWasBroughtAlongIsNotCopiedWhileNothingIsLent) {
  SchedulerConfig config = BenchConfig();
  config.quiet = seconds(100);
  SchedulerBench bench(config);
  bench.Load(2);
  for (uint64_t peer = 1; peer <= 3; ++peer) {
    Hello hello = SchedulerBench::HelloOf(peer);
    const SourceId source{static_cast<int64_t>(peer)};
    if (peer < 3) hello.held = {{AttemptId{peer}, source, BenchVersion(source)}};
    bench.From(peer, hello);
    bench.From(peer, bench.Proof());
    bench.From(peer, Credit{9, 1000});
  }
  EXPECT_EQ(bench.Result(1, 1, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 1 after facts"}));
  EXPECT_EQ(bench.Wait(seconds(9)), Lines{});
  EXPECT_EQ(bench.scheduler.counts().copied, 0U);
}

TEST(Placement, CreditInBytesIsNeverExceeded) {
  SchedulerBench bench;
  bench.Load({BenchTask(1, 40), BenchTask(2, 40), BenchTask(3, 40)});
  EXPECT_EQ(bench.Join(1, 9, 100), (Lines{"-> 1 welcome p1.jpg", "-> 1 tasks 100:1 101:2"}));
  EXPECT_EQ(bench.From(1, Credit{9, 119}), Lines{});
  EXPECT_EQ(bench.From(1, Credit{9, 120}), Lines{"-> 1 tasks 102:3"});
}

TEST(Placement, AFileLargerThanAllCreditStillGoesToAWorkerThatHoldsNothing) {
  SchedulerBench bench;
  bench.Load({BenchTask(1, 10), BenchTask(2, 5000), BenchTask(3, 0)});
  EXPECT_EQ(bench.Join(1, 9, 100), (Lines{"-> 1 welcome p1.jpg", "-> 1 tasks 100:1"}));
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts",
                                            "-> 1 tasks 101:2"}));  // alone
}

TEST(Placement, ASuspectKeepsToTheCreditInBytesToo) {
  SchedulerBench bench;
  Task suspect = BenchTask(2, 500);
  suspect.crashes = 1;
  bench.Load({BenchTask(1, 90), suspect, BenchTask(3, 20)});
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{5}, SourceId{3}, BenchTask(3, 20).version}};
  bench.From(1, hello);
  bench.From(1, bench.Proof());
  EXPECT_EQ(bench.From(1, Credit{9, 100}), Lines{"-> 1 tasks 100:1"});
  bench.Results(1, {{AttemptId{5}, SourceId{3}, BenchTask(3, 20).version, DoneOutcome()}});
  EXPECT_EQ(
      bench.Results(1, {{AttemptId{100}, SourceId{1}, BenchTask(1, 90).version, DoneOutcome()}}),
      (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts", "-> 1 tasks 101:2"}));
}

TEST(Placement, WhatIsLeftAtTheEndIsSharedBySlots) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 100, 1'000'000, 1);
  bench.Join(2, 100, 1'000'000, 3);
  bench.Do(event::SourcesPending{SourceId{1}});
  bench.Do(event::ScanEnded{});
  std::vector<Task> tasks;
  for (int64_t source = 1; source <= 8; ++source) tasks.push_back(BenchTask(source));
  EXPECT_EQ(bench.Do(event::TasksLoaded{tasks, SourceId{8}, true}),
            (Lines{"-> 1 tasks 100:1 101:2", "-> 2 tasks 102:3 103:4 104:5 105:6 106:7 107:8"}));
}

TEST(Placement, ALastSuspectIsNotForgottenWhereSeveralWorkersWait) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 5);
  bench.Join(2, 5);
  bench.Do(event::SourcesPending{SourceId{1}});
  bench.Do(event::ScanEnded{});
  Task suspect = BenchTask(1);
  suspect.crashes = 1;
  EXPECT_EQ(bench.Do(event::TasksLoaded{{suspect}, SourceId{1}, true}), Lines{"-> 1 tasks 100:1"});
}

TEST(Placement, WorkersAreServedInTurn) {
  SchedulerBench bench;
  bench.Join(1, 9);
  bench.Join(2, 9);
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  for (const uint64_t peer : {1U, 2U}) bench.From(peer, bench.Proof());
  Lines lines;
  for (int64_t source = 1; source <= 4; ++source) {
    bench.Do(event::SourcesPending{SourceId{source}});
    for (std::string& line :
         bench.Do(event::TasksLoaded{{BenchTask(source)}, SourceId{source}, true})) {
      lines.push_back(std::move(line));
    }
  }
  EXPECT_EQ(lines, (Lines{"-> 1 tasks 100:1", "-> 2 tasks 101:2", "-> 1 tasks 102:3",
                          "-> 2 tasks 103:4"}));
}

TEST(Placement, ABatchHasABound) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 100'000);
  bench.Do(event::SourcesPending{SourceId{1}});
  std::vector<Task> tasks;
  for (int64_t source = 1; source <= 4096; ++source) tasks.push_back(BenchTask(source));
  bench.Do(event::TasksLoaded{tasks, SourceId{4096}, false});
  EXPECT_EQ(bench.scheduler.leases().size(), limits::kBatchTasksMax);
}

TEST(Placement, NothingGoesToAWorkerThatIsDrainingOrHungUp) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Join(1, 5);
  bench.Join(2, 5);
  bench.From(1, Draining{});
  bench.Do(event::PeerUnreachable{PeerId{2}});
  EXPECT_EQ(bench.Load(2), Lines{"load after 0: 4096"});
  EXPECT_EQ(bench.From(2, Heartbeat{1, 0}), (Lines{"-> 2 echo 1", "-> 2 tasks 100:1 101:2"}));
}

TEST(Placement, AHundredWorkersWithoutRoomDoNotKeepTheTaskFromTheOneThatHasIt) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  std::vector<Task> small;
  for (int64_t source = 1; source <= 200; ++source) small.push_back(BenchTask(source));
  bench.Do(event::SourcesPending{SourceId{1}});
  for (uint64_t peer = 1; peer <= 101; ++peer) bench.Join(peer, peer == 101 ? 0 : 3, 20);
  bench.Do(event::TasksLoaded{small, SourceId{200}, true});
  bench.From(101, Credit{2, 5000});
  bench.Do(event::SourcesPending{SourceId{201}});
  Lines lines = bench.Do(event::TasksLoaded{{BenchTask(201, 5000)}, SourceId{201}, true});
  // One event examines only some of the workers without room; the following events continue after
  // them.
  for (int i = 0; i < 3 && lines.empty(); ++i) lines = bench.Tick();
  EXPECT_EQ(lines.front(), "-> 101 tasks 300:201");
}

}  // namespace
}  // namespace photomill
