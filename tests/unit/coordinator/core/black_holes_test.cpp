// A worker that fails far more than the others is set aside, and no source is charged for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Two workers in progress on many sources; their leases show the tasks of each.
struct Cluster : SchedulerBench {
  explicit Cluster(int64_t sources = 200, uint64_t workers = 2) {
    Do(event::SampleListed{{"p1.jpg", 10}});
    for (uint64_t peer = 1; peer <= workers; ++peer) Join(peer, 4);
    Load(sources);
  }
  // Ends the worker's tasks, oldest first, and grants as many again.
  Lines EndAll(uint64_t peer, const Outcome& outcome) {
    Lines lines;
    const auto add = [&](const Lines& more) {
      lines.insert(lines.end(), more.begin(), more.end());
    };
    const std::set<AttemptId> leases = Of(peer).leases;
    for (const AttemptId attempt : leases) {
      add(Result(peer, attempt.value, scheduler.leases().Find(attempt)->source.value, outcome));
    }
    granted[peer] += leases.size();
    add(From(peer, Credit{4 + granted[peer], 1'000'000'000}));
    return lines;
  }
  const Worker& Of(uint64_t peer) { return *scheduler.workers().Find(PeerId{peer}); }
  std::map<uint64_t, uint64_t> granted;
};

const Outcome kBroken = FailedOutcome(Reason::kInternal, "cannot start a thread");

TEST(BlackHoles, WhoFailsFarMoreThanTheOthersIsSetAside) {
  Cluster bench;
  bench.EndAll(1, DoneOutcome());
  bench.EndAll(2, kBroken);
  EXPECT_FALSE(bench.Of(2).set_aside);  // four results prove nothing
  const Lines lines = bench.EndAll(2, kBroken);
  EXPECT_THAT(lines,
              Contains("note: worker w2 is set aside: internal: it fails far more tasks than "
                       "the others (8 of 8 lately, the others 0 of 4), the last with: "
                       "cannot start a thread"));
  EXPECT_TRUE(bench.Of(2).IsBlackHole());
  EXPECT_THAT(bench.EndAll(2, kBroken), Not(Contains(StartsWith("-> 2 tasks"))));
}

TEST(BlackHoles, AnEchoTellsAWorkerThatItIsSetAsideAndWhy) {
  Cluster bench;
  bench.EndAll(1, DoneOutcome());
  EXPECT_THAT(bench.From(2, Heartbeat{7, 0}), Contains("-> 2 echo 7"));
  for (int turn = 0; turn < 2; ++turn) bench.EndAll(2, kBroken);
  EXPECT_THAT(bench.From(2, Heartbeat{8, 0}),
              Contains("-> 2 echo 8: set aside: internal: it fails far more tasks than the others "
                       "(8 of 8 lately, the others 0 of 4), the last with: cannot start a thread"));
  EXPECT_THAT(bench.From(1, Heartbeat{3, 0}), Contains("-> 1 echo 3"));
}

TEST(BlackHoles, FourTimesTheShareOfTheOthersIsFarMore) {
  Cluster bench;
  const AttemptId first = *bench.Of(1).leases.begin();
  const SourceId source = bench.scheduler.leases().Find(first)->source;
  bench.Result(1, first.value, source.value, kBroken);
  while (bench.Of(1).record.results < 8) {
    const AttemptId attempt = *bench.Of(1).leases.begin();
    bench.Result(1, attempt.value, bench.scheduler.leases().Find(attempt)->source.value,
                 DoneOutcome());
    bench.From(1, Credit{20, 1'000'000'000});
  }
  bench.EndAll(2, DoneOutcome());
  EXPECT_THAT(bench.EndAll(2, kBroken), Contains(HasSubstr("(4 of 8 lately, the others 1 of 8)")));
  EXPECT_TRUE(bench.Of(2).IsBlackHole());
}

TEST(BlackHoles, ItsFailuresChargeNoSource) {
  Cluster bench;
  Lines all;
  for (int turn = 0; turn < 400 && !bench.scheduler.finished(); ++turn) {
    for (const Lines& lines : {bench.EndAll(2, kBroken), bench.EndAll(1, DoneOutcome()),
                               bench.Wait(milliseconds(100))}) {
      all.insert(all.end(), lines.begin(), lines.end());
    }
  }
  EXPECT_TRUE(bench.scheduler.finished());
  EXPECT_THAT(all, Not(Contains(AllOf(StartsWith("outcome"), HasSubstr("failed")))));
  // 200 sources, the tasks that it held when it was judged, and a few probes.
  EXPECT_LT(bench.scheduler.counts().dispatched, 225U);
}

TEST(BlackHoles, WhatFailedAtOneWorkerIsTriedAtAnother) {
  Cluster bench(2);
  bench.Result(1, 100, 1, FailedOutcome(Reason::kUnreadable));
  bench.now += seconds(1);
  bench.From(1, Credit{40, 1'000'000});
  EXPECT_THAT(bench.Tick(), Contains("-> 2 tasks 102:1"));
}

TEST(BlackHoles, ASourceThatFailsEverywhereStillFails) {
  Cluster bench(1);
  uint64_t attempt = 100;
  std::string last;
  while (!bench.scheduler.finished() && attempt < 200) {
    const uint64_t peer = bench.scheduler.leases().Find(AttemptId{attempt})->peer.value;
    last = bench.Result(peer, attempt, 1, FailedOutcome(Reason::kUnreadable)).front();
    for (int i = 0; i < 100 && bench.scheduler.leases().size() == 0; ++i) {
      for (const uint64_t other : {1U, 2U}) bench.From(other, Heartbeat{1, 0});
      bench.Wait(milliseconds(100));
    }
    ++attempt;
  }
  EXPECT_THAT(last, StartsWith("outcome 1 failed unreadable"));
  // The first failures of two workers without any other results are not charged.
  EXPECT_EQ(attempt, 104U);
}

TEST(BlackHoles, BrokenSourcesAtAllWorkersSetNobodyAside) {
  Cluster bench;
  for (int i = 0; i < 6; ++i) {
    for (const uint64_t peer : {1U, 2U}) bench.EndAll(peer, FailedOutcome(Reason::kCorrupt));
  }
  EXPECT_FALSE(bench.Of(1).set_aside || bench.Of(2).set_aside);
}

TEST(BlackHoles, WhoFindsEverythingBrokenIsDoubtedWhereOthersDoWell) {
  Cluster bench;
  Lines lines;
  for (int i = 0; i < 7; ++i) {
    bench.EndAll(1, DoneOutcome());
    const Lines more = bench.EndAll(2, FailedOutcome(Reason::kCorrupt));
    lines.insert(lines.end(), more.begin(), more.end());
  }
  EXPECT_TRUE(bench.Of(2).IsBlackHole());
  // The tasks that it held when it was judged are left to the others.
  EXPECT_THAT(lines.back(), Not(StartsWith("outcome")));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("setback"), HasSubstr("corrupt of w2"))));
}

TEST(BlackHoles, OthersThatFailNowAndThenDoNotExcuseIt) {
  Cluster bench;
  for (int i = 0; i < 3; ++i) {
    bench.EndAll(1, i == 0 ? kBroken : DoneOutcome());  // a third of them
    bench.EndAll(2, kBroken);
  }
  EXPECT_TRUE(bench.Of(2).IsBlackHole());
  EXPECT_FALSE(bench.Of(1).set_aside);
}

TEST(BlackHoles, WhereEverythingFailsEverywhereNobodyIsBlamed) {
  Cluster bench;
  for (int i = 0; i < 3; ++i) {
    for (const uint64_t peer : {1U, 2U}) bench.EndAll(peer, i == 0 ? kBroken : DoneOutcome());
  }
  for (int i = 0; i < 6; ++i) {
    for (const uint64_t peer : {1U, 2U}) bench.EndAll(peer, kBroken);
  }
  EXPECT_FALSE(bench.Of(1).set_aside || bench.Of(2).set_aside);
}

TEST(BlackHoles, AWorkerAloneIsNone) {
  Cluster bench(20, 1);
  for (int i = 0; i < 4; ++i) bench.EndAll(1, kBroken);
  EXPECT_FALSE(bench.Of(1).set_aside);
}

TEST(BlackHoles, WhoIsLeftAloneTakesPartAgain) {
  Cluster bench;
  bench.EndAll(1, DoneOutcome());
  for (int i = 0; i < 2; ++i) bench.EndAll(2, kBroken);
  ASSERT_TRUE(bench.Of(2).IsBlackHole());
  bench.From(1, Goodbye{});
  Lines lines = bench.Tick();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(bench.Of(2).IsBlackHole());  // the others may return soon
    bench.From(2, Heartbeat{1, 0});
    lines = bench.Wait(seconds(6));
  }
  EXPECT_THAT(lines, Contains("note: worker w2 gets tasks again: it is the only one left"));
  EXPECT_FALSE(bench.Of(2).set_aside);
}

TEST(BlackHoles, SeveralDoneProbesInARowEndIt) {
  Cluster bench;
  bench.EndAll(1, DoneOutcome());
  for (int i = 0; i < 3; ++i) bench.EndAll(2, kBroken);
  ASSERT_TRUE(bench.Of(2).IsBlackHole());
  Lines lines;
  for (int probe = 0; probe < 3; ++probe) {
    bench.now += seconds(probe == 0 ? 6 : 0);
    for (const uint64_t peer : {1U, 2U}) bench.From(peer, Heartbeat{1, 0});
    ASSERT_EQ(bench.Of(2).leases.size(), 1U) << probe;
    EXPECT_TRUE(bench.Of(2).IsBlackHole());
    lines = bench.EndAll(2, DoneOutcome());
  }
  EXPECT_THAT(lines, Contains("note: worker w2 gets tasks again"));
  EXPECT_FALSE(bench.Of(2).set_aside);
}

TEST(BlackHoles, ThePauseGrowsWithEachProbeThatFails) {
  Cluster bench;
  bench.EndAll(1, DoneOutcome());
  for (int i = 0; i < 3; ++i) bench.EndAll(2, kBroken);
  Duration last{};
  for (int probe = 0; probe < 4; ++probe) {
    const Duration pause = bench.Of(2).set_aside->until - bench.now;
    EXPECT_GT(pause, last);
    last = pause;
    bench.now += pause;
    for (const uint64_t peer : {1U, 2U}) bench.From(peer, Heartbeat{1, 0});
    ASSERT_EQ(bench.Of(2).leases.size(), 1U);
    EXPECT_THAT(bench.EndAll(2, kBroken), Not(Contains(StartsWith("note"))));  // noted once
  }
}

}  // namespace
}  // namespace photomill
