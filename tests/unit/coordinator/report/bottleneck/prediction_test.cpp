// How a store's latency law is found and used.
#include "coordinator/report/bottleneck/prediction.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/coordinator/report/bottleneck/load_windows.h"

namespace photomill {
namespace {

LoadWindow ReadingFrom(const StoreWindow& store, size_t workers) {
  WorkerWindow worker = IdleWorker();
  worker.source = store;
  return WindowOf(std::vector<WorkerWindow>(workers, worker));
}

TEST(PredictionTest, NothingIsKnownWithoutTwoPoints) {
  EXPECT_FALSE(LawOf(WindowOf({}), &WorkerWindow::source));
  EXPECT_FALSE(LawOf(ReadingFrom({40, 0, 0.1, {}, {200, 4, 0.1}}, 1), &WorkerWindow::source));
  EXPECT_FALSE(
      LawOf(ReadingFrom({40, 0, 0.1, {7, 2, 0.1}, {200, 4, 0.1}}, 1), &WorkerWindow::source));
  EXPECT_FALSE(
      LawOf(ReadingFrom({40, 0, 0.1, {50, 3.5, 0.1}, {200, 4, 0.1}}, 1), &WorkerWindow::source));
}

TEST(PredictionTest, AStoreBetweenBothExtremes) {
  // R(n) = 0.06 + 0.01 n: 4 calls take 0.1 s, so there are 40 per second.
  const std::optional<LatencyLaw> law =
      LawOf(ReadingFrom({40, 0, 0.1, {50, 2, 0.08}, {200, 4, 0.1}}, 1), &WorkerWindow::source);
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->in_progress, 4, 1e-9);
  EXPECT_NEAR(law->Gain(2), 2 * 0.1 / 0.14, 1e-9) << "8 calls take 0.14 s";
  EXPECT_NEAR(law->GainMax(), 100.0 / 40, 1e-9) << "at most 1 / 0.01 per second";
}

TEST(PredictionTest, TheCallsOfAllWorkersCount) {
  const std::optional<LatencyLaw> law =
      LawOf(ReadingFrom({40, 0, 0.1, {50, 2, 0.08}, {200, 4, 0.1}}, 3), &WorkerWindow::source);
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->in_progress, 12, 1e-9);
  EXPECT_LE(law->slope, 0.1 / 12) << "a line through the origin is the steepest";
  EXPECT_GE(law->Gain(4.0 / 3), 1 - 1e-9);
}

TEST(PredictionTest, LatencyThatFallsDoesNotGrow) {
  const std::optional<LatencyLaw> law =
      LawOf(ReadingFrom({40, 0, 0.1, {50, 2, 0.2}, {200, 4, 0.1}}, 1), &WorkerWindow::source);
  ASSERT_TRUE(law);
  EXPECT_EQ(law->slope, 0);
  EXPECT_TRUE(std::isinf(law->GainMax()));
}

}  // namespace
}  // namespace photomill
