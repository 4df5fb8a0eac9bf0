// Workers that fall silent, disconnect or come back late: each case is distinguished, and their
// tasks are reassigned to other workers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class LostWorkerTest : public testing::Test {
 protected:
  static constexpr int kPhotos = 20;

  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
    // The first listed photo keeps the first worker busy.
    cluster_.folder().Write("src/#first.jpg", PoisonedJpeg("hold-first"));
    cluster_.folder().Write("src/last.jpg", PoisonedJpeg("hold-last"));
    WritePhotos(cluster_.folder(), "src", kPhotos);
    coordinator_.emplace(cluster_.StartCoordinator({"--exit_when_done", "--crash_limit=1"}));
    worker_.emplace(StartWorker("victim"));
    ASSERT_TRUE(AwaitHold(cluster_.folder(), "victim-first"));
  }

  // One thread: everything waits behind a photo that waits.
  [[nodiscard]] Program StartWorker(const std::string& name) const {
    return cluster_.StartWorker(name, {"--threads=1", "--task_time_floor=600"},
                                WithPoisonOf(cluster_.folder(), name));
  }

  // Another worker gets the tasks of the lost one, and proceeds to the last photo.
  void StartHeir() {
    GoOn(cluster_.folder(), "heir-first");
    heir_.emplace(StartWorker("heir"));
    ASSERT_TRUE(AwaitHold(cluster_.folder(), "heir-last"));
    // The exact number is not certain: photos are fetched in parallel, so that some overtake the
    // photo that a worker holds, and others wait behind it.
    ASSERT_TRUE(cluster_.AwaitDoneBy("heir", 1));
  }

  // Returns the coordinator's output.
  std::string ExpectGoodEnd() {
    GoOn(cluster_.folder(), "heir-last");
    GoOn(cluster_.folder(), "victim-last");
    const Ended ended = coordinator_->Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_TRUE(heir_->Wait().Exited(0));
    EXPECT_EQ(cluster_.Done(), kPhotos + 2);
    EXPECT_EQ(cluster_.ledger().Number("SELECT sum(crashes) FROM source"), 0);
    EXPECT_EQ(cluster_.ledger().Number("SELECT max(attempts) FROM source"), 1);
    EXPECT_TRUE(cluster_.TemporaryFiles().empty());
    EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
    return ended.All();
  }

  // Waits until `photomill status` shows this state of the victim, which stays in the list when it
  // is lost.
  [[nodiscard]] bool AwaitListedAs(const std::string& state) const {
    return WaitUntil([&] { return ListedState(cluster_, "victim") == state; });
  }

  Cluster cluster_;
  std::optional<Program> coordinator_;
  std::optional<Program> worker_;
  std::optional<Program> heir_;
};

TEST_F(LostWorkerTest, OneThatStandsStillIsNotHeardOfAndTheLateResultsAreNotNeeded) {
  const pid_t engine = AwaitEngine(*worker_);
  worker_->Signal(SIGSTOP);
  ASSERT_EQ(kill(engine, SIGSTOP), 0);
  ASSERT_TRUE(coordinator_->Says("worker victim was not heard from for 10 s"));
  EXPECT_THAT(coordinator_->Err(), HasSubstr("are reassigned"));
  EXPECT_THAT(coordinator_->Err(), Not(HasSubstr("disconnected")));
  EXPECT_TRUE(AwaitListedAs("lost"));
  StartHeir();
  const DoneSources before = DoneNow(cluster_);
  const int64_t done_by_heir = cluster_.DoneBy("heir");

  // It comes back, with the photo that it had begun before.
  ASSERT_EQ(kill(engine, SIGCONT), 0);
  worker_->Signal(SIGCONT);
  GoOn(cluster_.folder(), "victim-first");
  ASSERT_TRUE(AwaitListedAs("working"));
  // It also executes the photos in its queue, until it reaches the last photo.
  ASSERT_TRUE(AwaitHold(cluster_.folder(), "victim-last"));
  const std::string said = ExpectGoodEnd();
  EXPECT_TRUE(worker_->Wait().Exited(0));
  EXPECT_THAT(said, HasSubstr("came late"));
  const auto attempts = cluster_.ledger().AttemptsOfDone();
  for (const auto& [key, count] : before.attempts) EXPECT_EQ(attempts.at(key), count) << key;
  EXPECT_GE(cluster_.DoneBy("heir"), done_by_heir);
  EXPECT_EQ(ProcessesLeft(), "");
}

TEST_F(LostWorkerTest, OneWhoseMachineLosesItsPowerHasHungUp) {
  // Heartbeats have arrived: its connection is tested when they stop.
  ASSERT_TRUE(WaitUntil([&] {
    return cluster_.ledger().Number("SELECT heard_at - joined_at FROM worker") >= 1'000;
  }));
  KillTree(*worker_);
  ASSERT_TRUE(coordinator_->Says("worker victim disconnected and was not back for "));
  EXPECT_THAT(coordinator_->Err(), HasSubstr("are reassigned"));
  EXPECT_THAT(coordinator_->Err(), Not(HasSubstr("not heard from")));
  StartHeir();
  ExpectGoodEnd();
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
