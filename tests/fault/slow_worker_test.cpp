// A worker that gets stuck delays nobody: the tasks in its queue are given to idle workers, and the
// tasks that it executes run a second time elsewhere.
#include <gtest/gtest.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/local/local_run.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

// By a worker with one thread: fetched in advance, or about to be published.
constexpr int kBegunMax = 6;

class SlowWorkerTest : public testing::Test {
 protected:
  static constexpr int kPhotos = 30;

  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
    cluster_.folder().Write("src/#first.jpg", PoisonedJpeg("hold-first"));
    WritePhotos(cluster_.folder(), "src", kPhotos);
    cluster_.folder().Write("src/last.jpg", PoisonedJpeg("hold-last"));
    GoOn(cluster_.folder(), "fast-first");
    coordinator_.emplace(cluster_.StartCoordinator());
    slow_.emplace(StartWorker("slow"));
    ASSERT_TRUE(AwaitHold(cluster_.folder(), "slow-first"));  // by now it also holds a queue
    fast_.emplace(StartWorker("fast"));
  }

  [[nodiscard]] Program StartWorker(const std::string& name) const {
    return cluster_.StartWorker(name, {"--threads=1", "--task_time_floor=600"},
                                WithPoisonOf(cluster_.folder(), name));
  }

  // Returns the summary.
  std::string ExpectGoodEnd() {
    const Ended ended = coordinator_->Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_EQ(cluster_.Done(), kPhotos + 2);
    EXPECT_EQ(cluster_.ledger().Number("SELECT max(attempts) FROM source"), 1);
    for (const char* at : {"slow-first", "slow-last"}) GoOn(cluster_.folder(), at);
    EXPECT_TRUE(slow_->Wait().Exited(0));
    EXPECT_TRUE(fast_->Wait().Exited(0));
    EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
    EXPECT_EQ(ProcessesLeft(), "");
    return ended.out;
  }

  Cluster cluster_;
  std::optional<Program> coordinator_;
  std::optional<Program> slow_;
  std::optional<Program> fast_;
};

TEST_F(SlowWorkerTest, WhatStandsInItsQueueIsTakenBackForAnIdleOne) {
  GoOn(cluster_.folder(), "fast-last");
  // All except the photos that the slow one has begun. It may have finished some as well: photos
  // are fetched in parallel, and some overtake the one that it holds.
  ASSERT_TRUE(cluster_.AwaitDone(kPhotos + 2 - kBegunMax));
  GoOn(cluster_.folder(), "slow-first");
  GoOn(cluster_.folder(), "slow-last");
  EXPECT_GE(SummaryCount(ExpectGoodEnd(), "moved"), 1);
}

// The run has finished while the slow worker still waits.
TEST_F(SlowWorkerTest, WhatItExecutesRunsASecondTimeAndTheFirstResultCounts) {
  GoOn(cluster_.folder(), "fast-last");
  EXPECT_GE(SummaryCount(ExpectGoodEnd(), "run twice"), 1);
  EXPECT_EQ(cluster_.ledger().Text("SELECT worker FROM source WHERE key = '#first.jpg'"), "fast");
}

}  // namespace
}  // namespace photomill::test
