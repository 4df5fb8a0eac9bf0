// How the meter turns snapshots into a rate and a remaining time.
#include <gtest/gtest.h>

#include "coordinator/report/progress.h"

namespace photomill {
namespace {

Instant At(double second) {
  return Instant(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(second)));
}

ProgressSnapshot Snapshot(int64_t done, int64_t pending, bool scan_ended = true) {
  ProgressSnapshot snapshot;
  snapshot.durable.states[static_cast<size_t>(SourceState::kDone)] = done;
  snapshot.durable.states[static_cast<size_t>(SourceState::kPending)] = pending;
  snapshot.scan_ended = scan_ended;
  return snapshot;
}

ProgressSnapshot Observed(ProgressMeter& meter, double second, ProgressSnapshot snapshot) {
  meter.Observe(At(second), snapshot);
  return snapshot;
}

TEST(Tallies, AreSummedForPeople) {
  Tally tally;
  tally.states = {1, 20, 300, 4000, 50'000, 600'000};  // in the order of SourceState
  EXPECT_EQ(FailedOf(tally), 54'000);
  EXPECT_EQ(SettledOf(tally), 54'320);
  EXPECT_EQ(TotalOf(tally), 54'321) << "without those that are gone";
}

TEST(ProgressMeter, KnowsNothingAtFirst) {
  ProgressMeter meter;
  const ProgressSnapshot snapshot = Observed(meter, 100, Snapshot(500, 500));
  EXPECT_EQ(snapshot.rate, 0) << "work done before the run does not count for the rate";
  EXPECT_FALSE(snapshot.remaining.has_value());
}

TEST(ProgressMeter, MeasuresASteadyRun) {
  ProgressMeter meter;
  ProgressSnapshot last;
  for (int i = 0; i <= 20; ++i) last = Observed(meter, i, Snapshot(500 + 10 * i, 1000 - 10 * i));
  EXPECT_DOUBLE_EQ(last.rate, 10);
  ASSERT_TRUE(last.remaining.has_value());
  EXPECT_NEAR(*last.remaining, 80, 0.01);
}

TEST(ProgressMeter, TheWaitForTheFirstWorkersIsNoSlowWork) {
  ProgressMeter meter;
  for (int i = 0; i < 9; ++i) Observed(meter, i, Snapshot(0, 1000));
  ProgressSnapshot last;
  for (int i = 0; i <= 4; ++i) {
    ProgressSnapshot snapshot = Snapshot(10 * i, 1000 - 10 * i);
    snapshot.in_flight = 2;
    last = Observed(meter, 9 + i, snapshot);
  }
  EXPECT_DOUBLE_EQ(last.rate, 10);
  ASSERT_TRUE(last.remaining.has_value());
  EXPECT_NEAR(*last.remaining, 96, 0.01);
}

TEST(ProgressMeter, LooksTenSecondsBack) {
  ProgressMeter meter;
  for (int i = 0; i <= 10; ++i) Observed(meter, i, Snapshot(100 * i, 5000 - 100 * i));
  ProgressSnapshot last;
  for (int i = 11; i <= 20; ++i) last = Observed(meter, i, Snapshot(1000, 4000));
  EXPECT_DOUBLE_EQ(last.rate, 0);
  ASSERT_TRUE(last.remaining.has_value()) << "the estimate forgets more slowly";
  EXPECT_GT(*last.remaining, 40);
}

TEST(ProgressMeter, OftenFedStaysSmallAndRight) {
  ProgressMeter meter;
  ProgressSnapshot last;
  for (int i = 0; i <= 20'000; ++i) last = Observed(meter, i * 0.001, Snapshot(i, 100'000 - i));
  EXPECT_NEAR(last.rate, 1000, 1);
}

TEST(ProgressMeter, GivesNoTimeWhileScanningOrPaused) {
  ProgressMeter meter;
  Observed(meter, 0, Snapshot(0, 100));
  Observed(meter, 5, Snapshot(50, 50));
  EXPECT_TRUE(Observed(meter, 6, Snapshot(60, 40)).remaining.has_value());
  EXPECT_FALSE(Observed(meter, 7, Snapshot(70, 30, false)).remaining.has_value());
  ProgressSnapshot paused = Snapshot(80, 20);
  paused.pause = "the destination is full";
  EXPECT_FALSE(Observed(meter, 8, paused).remaining.has_value());
}

TEST(ProgressMeter, GivesNoTimeWhileAStoreThatHangsHoldsTheRunUp) {
  ProgressMeter meter;
  Observed(meter, 0, Snapshot(0, 100));
  Observed(meter, 5, Snapshot(50, 50));
  ProgressSnapshot silent = Snapshot(60, 40);
  silent.silence = "no answer from the source at w1 for 45 s";
  EXPECT_TRUE(Observed(meter, 6, silent).remaining.has_value()) << "most workers go on";
  silent.held_up = true;
  EXPECT_FALSE(Observed(meter, 7, silent).remaining.has_value());
  EXPECT_TRUE(Observed(meter, 8, Snapshot(70, 30)).remaining.has_value());
}

TEST(ProgressMeter, SourcesThatChangedAreNoWorkUndone) {
  ProgressMeter meter;
  const auto observed = [&](double second, int64_t done, int64_t pending) {
    ProgressSnapshot snapshot = Snapshot(done, pending, false);
    snapshot.in_flight = 1;
    return Observed(meter, second, snapshot);
  };
  observed(0, 100, 0);
  observed(1, 90, 10);
  EXPECT_DOUBLE_EQ(observed(2, 95, 5).rate, 2.5);
}

TEST(ProgressMeter, TwoLooksAtOneInstantAreNoDivisionByZero) {
  ProgressMeter meter;
  Observed(meter, 1, Snapshot(0, 10));
  EXPECT_EQ(Observed(meter, 1, Snapshot(5, 5)).rate, 0);
}

}  // namespace
}  // namespace photomill
