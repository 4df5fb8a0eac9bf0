// A photo is quarantined after exactly --crash_limit crashes; the count outlives engines, workers
// and coordinators.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

class CrashLimitTest : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
  }
};

TEST_P(CrashLimitTest, EndsAPhotoOnExactlyThatCountWhoeverDiesInBetween) {
  const int limit = GetParam();
  constexpr int kGood = 20;
  Cluster cluster;
  cluster.FixAddress();
  WritePhotos(cluster.folder(), "src", kGood);
  cluster.folder().Write("src/deadly.jpg", PoisonedJpeg("token"));
  const std::string crashes = "SELECT crashes FROM source WHERE key = 'deadly.jpg'";
  const Arguments flags = {"--exit_when_done", "--crash_limit=" + std::to_string(limit)};
  const Launch poisoned = WithPoison(cluster.folder());

  std::optional<Program> coordinator(cluster.StartCoordinator(flags));
  // One thread: the photo is alone when it crashes its engine.
  std::optional<Program> worker(cluster.StartWorker("victim", {"--threads=1"}, poisoned));
  for (int crash = 1; crash <= limit; ++crash) {
    ASSERT_TRUE(SpendToken(cluster.folder()));
    ASSERT_TRUE(WaitUntil([&] { return cluster.ledger().Number(crashes) == crash; })) << crash;
    EXPECT_EQ(cluster.ledger().CountOf("quarantined"), crash == limit ? 1 : 0);
    if (crash == 2 && crash < limit) {
      // The worker knows that the crash is in the ledger, because it received the photo again.
      // (Otherwise it would also report it to the next coordinator.)
      ASSERT_TRUE(AwaitVictim(cluster.folder()));
      coordinator->Signal(SIGKILL);
      (void)coordinator->Wait();
      coordinator.emplace(cluster.StartCoordinator(flags));
    }
    if (crash == 3 && crash < limit) {
      KillTree(*worker);
      worker.emplace(cluster.StartWorker("heir", {"--threads=1"}, poisoned));
    }
  }
  const Ended ended = coordinator->Wait();
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  EXPECT_TRUE(worker->Wait().Exited(0));
  EXPECT_EQ(cluster.ledger().States().at("deadly.jpg"), "quarantined crashed");
  EXPECT_EQ(cluster.ledger().Number(crashes), limit);
  EXPECT_EQ(cluster.Done(), kGood);
  EXPECT_EQ(cluster.ledger().Number("SELECT sum(crashes) FROM source WHERE state = 'done'"), 0);
  EXPECT_TRUE(cluster.TemporaryFiles().empty());
  EXPECT_EQ(ProcessesLeft(), "");
}

TEST_F(CrashLimitTest, TheCountOutlivesTheCoordinator) {
  Cluster cluster;
  cluster.FixAddress();
  cluster.folder().Write("src/deadly.jpg", PoisonedJpeg("token"));
  const std::string crashes = "SELECT crashes FROM source";
  const Arguments flags = {"--exit_when_done", "--crash_limit=2"};
  std::optional<Program> coordinator(cluster.StartCoordinator(flags));
  Program worker = cluster.StartWorker("victim", {}, WithPoison(cluster.folder()));
  ASSERT_TRUE(SpendToken(cluster.folder()));
  ASSERT_TRUE(WaitUntil([&] { return cluster.ledger().Number(crashes) == 1; }));
  ASSERT_TRUE(AwaitVictim(cluster.folder()));  // as above
  coordinator->Signal(SIGKILL);
  (void)coordinator->Wait();
  coordinator.emplace(cluster.StartCoordinator(flags));
  EXPECT_EQ(cluster.ledger().CountOf("pending"), 1);
  ASSERT_TRUE(SpendToken(cluster.folder()));
  const Ended ended = coordinator->Wait();
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_EQ(cluster.ledger().States().at("deadly.jpg"), "quarantined crashed");
  EXPECT_EQ(cluster.ledger().Number(crashes), 2);
}

INSTANTIATE_TEST_SUITE_P(Limits, CrashLimitTest, testing::Values(1, 2, 5));

TEST_F(CrashLimitTest, ADeathThatTwoShareCostsTheInnocentNothing) {
  Cluster cluster;
  cluster.folder().Write("src/deadly.jpg", PoisonedJpeg("token"));
  cluster.folder().Write("src/innocent.jpg", PoisonedJpeg("hold"));
  Program coordinator = cluster.StartCoordinator({"--exit_when_done", "--crash_limit=1"});
  Program worker = cluster.StartWorker("victim", {}, WithPoison(cluster.folder()));
  ASSERT_TRUE(AwaitHold(cluster.folder()));
  ASSERT_TRUE(SpendToken(cluster.folder()));
  // Only when each runs alone does it show which of the two crashes. They run one after the other.
  GoOn(cluster.folder());
  ASSERT_TRUE(SpendToken(cluster.folder()));
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_EQ(cluster.ledger().States().at("deadly.jpg"), "quarantined crashed");
  EXPECT_EQ(cluster.ledger().Number("SELECT crashes FROM source WHERE key = 'deadly.jpg'"), 1);
  EXPECT_EQ(cluster.ledger().States().at("innocent.jpg"), "done");
  EXPECT_EQ(cluster.ledger().Number("SELECT crashes FROM source WHERE key = 'innocent.jpg'"), 0);
}

}  // namespace
}  // namespace photomill::test
