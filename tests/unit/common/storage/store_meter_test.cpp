// What is measured of a store's calls.
#include "common/storage/store_meter.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/support/hand_clock.h"

namespace photomill {
namespace {

TEST(StoreMeterTest, CountsCallsBytesAndTime) {
  HandClock clock;
  StoreMeter meter(clock, 4);
  {
    StoreMeter::Call call(meter);
    clock.Pass(microseconds(300));
    call.Transferred(1000);
  }
  const StoreLoad load = meter.Read();
  EXPECT_EQ(load.bytes, 1000U);
  EXPECT_EQ(load.all, (CallFigures{1, 300, 1}));
  EXPECT_EQ(load.few, (CallFigures{1, 300, 1}));
  EXPECT_EQ(load.latency[2], 1U) << "from 256 to 511 microseconds";
}

TEST(StoreMeterTest, KeepsCallsWithFewOthersApart) {
  HandClock clock;
  StoreMeter meter(clock, 4);
  std::optional<StoreMeter::Call> first;
  std::optional<StoreMeter::Call> second;
  std::optional<StoreMeter::Call> third;
  first.emplace(meter);
  second.emplace(meter);
  third.emplace(meter);
  clock.Pass(milliseconds(1));
  third.reset();
  second.reset();
  first.reset();
  EXPECT_EQ(meter.Read().all, (CallFigures{3, 3000, 6}));
  EXPECT_EQ(meter.Read().few, (CallFigures{2, 2000, 3})) << "at most half of four";
}

TEST(StoreMeterTest, BucketsOfLatencies) {
  EXPECT_EQ(LatencyBucketOf(0), 0U);
  EXPECT_EQ(LatencyBucketOf(127), 0U);
  EXPECT_EQ(LatencyBucketOf(128), 1U);
  EXPECT_EQ(LatencyBucketOf(255), 1U);
  EXPECT_EQ(LatencyBucketOf(256), 2U);
  EXPECT_EQ(LatencyBucketOf(UINT64_MAX), kLatencyBuckets - 1);
}

}  // namespace
}  // namespace photomill
