// How many slots the workers have after the user has asked for another number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

Heartbeat BeatWithSlots(uint64_t sequence, uint32_t slots) {
  Heartbeat heartbeat;
  heartbeat.sequence = sequence;
  heartbeat.slots = slots;
  return heartbeat;
}

uint32_t SlotsOf(const SchedulerBench& bench, uint64_t peer) {
  return bench.scheduler.workers().Find(PeerId{peer})->slots;
}

TEST(SlotsTest, EveryEchoRepeatsWhatTheUserAskedFor) {
  SchedulerBench bench;
  bench.Load(9);
  bench.Join(1, 2);
  EXPECT_EQ(bench.From(1, BeatWithSlots(1, 1)), Lines{"-> 1 echo 1"});
  EXPECT_EQ(bench.Do(event::SlotsAsked{PeerId{1}, 3}), Lines{});
  EXPECT_EQ(bench.From(1, BeatWithSlots(2, 1)), Lines{"-> 1 echo 2, 3 slots"});
  EXPECT_EQ(SlotsOf(bench, 1), 1U) << "it has not said yet that it has them";
  EXPECT_EQ(bench.From(1, BeatWithSlots(3, 3)), Lines{"-> 1 echo 3, 3 slots"});
  EXPECT_EQ(SlotsOf(bench, 1), 3U);
  EXPECT_THAT(bench.scheduler.TakeNews(), testing::Contains("worker w1 has 3 slots now"));
}

TEST(SlotsTest, AHeartbeatWithoutThemChangesNothing) {
  SchedulerBench bench;
  bench.Load(9);
  bench.Join(1, 2, 1'000'000, 4);
  bench.From(1, Heartbeat{1, 0});
  EXPECT_EQ(SlotsOf(bench, 1), 4U);
}

TEST(SlotsTest, OfAllWorkersHoldsForThoseThatJoinLater) {
  SchedulerBench bench;
  bench.Load(9);
  bench.Join(1, 1);
  bench.Do(event::SlotsAsked{std::nullopt, 6});
  bench.Join(2, 1);
  EXPECT_EQ(bench.From(1, BeatWithSlots(1, 1)), Lines{"-> 1 echo 1, 6 slots"});
  EXPECT_EQ(bench.From(2, BeatWithSlots(1, 1)), Lines{"-> 2 echo 1, 6 slots"});
}

TEST(SlotsTest, OfOneWorkerAreNotForOthers) {
  SchedulerBench bench;
  bench.Load(9);
  bench.Join(1, 1);
  bench.Join(2, 1);
  bench.Do(event::SlotsAsked{PeerId{2}, 6});
  bench.Do(event::SlotsAsked{PeerId{77}, 6});  // it has just left
  EXPECT_EQ(bench.From(1, BeatWithSlots(1, 1)), Lines{"-> 1 echo 1"});
  EXPECT_EQ(bench.From(2, BeatWithSlots(1, 1)), Lines{"-> 2 echo 1, 6 slots"});
}

TEST(SlotsTest, AWorkersNextEngineIsToldToo) {
  SchedulerBench bench;
  bench.Load(9);
  bench.Join(1, 1);
  bench.Do(event::SlotsAsked{PeerId{1}, 5});
  Hello next = SchedulerBench::HelloOf(2);
  next.replaces = SessionId{1};
  bench.From(3, next);
  bench.From(3, bench.Proof());
  EXPECT_EQ(bench.From(3, BeatWithSlots(1, 1)), Lines{"-> 3 echo 1, 5 slots"});
}

}  // namespace
}  // namespace photomill
