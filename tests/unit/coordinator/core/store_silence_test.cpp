// The messages about stores that do not answer workers or the coordinator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Heartbeat Beat(uint64_t sequence, StoreWaits waits = {}) {
  return {sequence, 0, waits};
}

TEST(SchedulerSilence, IsToldOnceAndWhenItEnds) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  EXPECT_EQ(bench.From(1, Beat(1, {29'000, 0})), Lines{"-> 1 echo 1"});
  EXPECT_EQ(bench.scheduler.SilenceText(bench.now), "");
  EXPECT_THAT(bench.From(1, Beat(2, {31'000, 0})),
              ElementsAre(AllOf(HasSubstr("the source "), HasSubstr(" worker w1 for 31 s")),
                          "-> 1 echo 2"));
  EXPECT_EQ(bench.From(1, Beat(3, {32'000, 0})), Lines{"-> 1 echo 3"});
  EXPECT_EQ(bench.scheduler.SilenceText(bench.now), "no answer from the source at w1 for 32 s");
  EXPECT_THAT(bench.From(1, Beat(4, {0, UINT64_MAX})),
              ElementsAre(HasSubstr("answers worker w1 again"), HasSubstr("the destination "),
                          "-> 1 echo 4"));
  EXPECT_THAT(bench.From(1, Beat(5)),
              ElementsAre(HasSubstr("answers worker w1 again"), "-> 1 echo 5"));
  EXPECT_EQ(bench.scheduler.SilenceText(bench.now), "");
}

TEST(SchedulerSilence, IsToldOfOneThatProvesItsStores) {
  SchedulerBench bench;
  bench.Load(1);
  bench.From(1, SchedulerBench::HelloOf(1));
  EXPECT_THAT(bench.From(1, Beat(1, {31'000, 0})),
              ElementsAre(HasSubstr(" worker w1 for 31 s"), "-> 1 echo 1"));
}

TEST(SchedulerSilence, GoesOnThroughAHelloAndEndsWithTheWorker) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  bench.From(1, Beat(1, {0, 31'000}));
  bench.From(1, SchedulerBench::HelloOf(1));
  EXPECT_EQ(bench.From(1, Beat(2, {0, 32'000})), Lines{"-> 1 echo 2"}) << "already reported";
  EXPECT_THAT(bench.From(1, Goodbye{}),
              ElementsAre("note: worker w1 is gone and no longer waits for the destination"));
  EXPECT_EQ(bench.scheduler.SilenceText(bench.now), "");
}

TEST(SchedulerSilence, TheLongestIsNamed) {
  SchedulerBench bench;
  bench.Load(1);
  for (uint64_t peer = 1; peer <= 3; ++peer) bench.Join(peer, 1);
  bench.From(1, Beat(1, {31'000, 0}));
  bench.From(2, Beat(1, {0, 3'700'000}));
  EXPECT_EQ(bench.scheduler.SilenceText(bench.now),
            "no answer from the destination at w2 and 1 more for 1 h 01 min");
}

TEST(SchedulerSilence, HoldsTheRunUpWhereHalfOfTheSlotsWait) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1, 1'000'000, 2);
  bench.Join(2, 1, 1'000'000, 1);
  bench.Join(3, 1, 1'000'000, 1);
  bench.From(2, Beat(1, {31'000, 0}));
  EXPECT_FALSE(bench.scheduler.IsHeldUp());
  bench.From(3, Beat(1, {0, 31'000}));
  EXPECT_TRUE(bench.scheduler.IsHeldUp());
  bench.From(2, Beat(2));
  EXPECT_FALSE(bench.scheduler.IsHeldUp());
}

TEST(SchedulerSilence, IsToldOfTheCoordinatorToo) {
  SchedulerBench bench;
  bench.Load({BenchTask(1)}, false);
  bench.Join(1, 1);
  EXPECT_THAT(bench.Do(event::Tick{{31'000, 0}}),
              ElementsAre(AllOf(HasSubstr("the source "), HasSubstr(" the coordinator for 31 s"))));
  EXPECT_EQ(bench.scheduler.SilenceText(bench.now),
            "no answer from the source at the coordinator for 31 s");
  EXPECT_TRUE(bench.scheduler.IsHeldUp()) << "nobody knows what the listing would bring";
  EXPECT_THAT(bench.Tick(), ElementsAre(HasSubstr("answers the coordinator again")));
  EXPECT_FALSE(bench.scheduler.IsHeldUp());
}

}  // namespace
}  // namespace photomill
