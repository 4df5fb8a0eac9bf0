#include "worker/core/hang_watch.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

constexpr Instant kStart{seconds(1000)};
using Sources = std::vector<SourceId>;

TEST(HangWatch, OnlyWhatIsOverItsLimitHangs) {
  HangWatch watch;
  const std::vector<RunningTask> running = {{SourceId{1}, kStart + seconds(1)},
                                            {SourceId{2}, kStart + seconds(9)}};
  EXPECT_EQ(watch.Look(kStart, running), Sources{});
  EXPECT_EQ(watch.Look(kStart + seconds(1), running), Sources{});
  EXPECT_EQ(watch.Look(kStart + seconds(1) + milliseconds(1), running), Sources{SourceId{1}});
}

TEST(HangWatch, TheTimeForWhichItWasItselfStoppedIsGiven) {
  HangWatch watch;
  const std::vector<RunningTask> running = {{SourceId{1}, kStart + seconds(5)}};
  EXPECT_EQ(watch.Look(kStart, running), Sources{});
  Instant now = kStart + seconds(60);  // nothing ran for a minute
  for (const Instant end = now + seconds(5); now <= end; now += HangWatch::kInterval) {
    EXPECT_EQ(watch.Look(now, running), Sources{});
  }
  EXPECT_EQ(watch.Look(now, running), Sources{SourceId{1}});
}

TEST(HangWatch, WhatBeganAfterAStopGetsNoneOfItsTime) {
  HangWatch watch;
  watch.Look(kStart, {{SourceId{1}, kStart + seconds(5)}});
  const Instant later = kStart + seconds(3600);
  watch.Look(later, {});
  const std::vector<RunningTask> running = {{SourceId{2}, later + seconds(5)}};
  EXPECT_EQ(watch.Look(later + seconds(1), running), Sources{});
  EXPECT_EQ(watch.Look(later + seconds(2), running), Sources{});
  EXPECT_EQ(watch.Look(later + seconds(4), running), Sources{});
  EXPECT_EQ(watch.Look(later + seconds(6), running), Sources{SourceId{2}});
}

TEST(HangWatch, ABusyMachineIsNoStop) {
  HangWatch watch;
  const std::vector<RunningTask> running = {{SourceId{1}, kStart + seconds(3)}};
  watch.Look(kStart, running);
  watch.Look(kStart + seconds(2), running);
  EXPECT_EQ(watch.Look(kStart + seconds(4), running), Sources{SourceId{1}});
}

}  // namespace
}  // namespace photomill
