// Workers that keep dying in every way, and everything that can die at once: the run ends as if
// nothing had happened.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

class ManyDeathsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
    cluster_.FixAddress();
  }

  void ExpectGoodEnd(Program& coordinator, int photos) const {
    const Ended ended = coordinator.Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_EQ(cluster_.Done(), photos);
    EXPECT_EQ(cluster_.ledger().Number("SELECT count(*) FROM source"), photos);
    EXPECT_TRUE(cluster_.TemporaryFiles().empty());
    EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
  }

  Cluster cluster_;
};

TEST_F(ManyDeathsTest, ByExitBySegfaultAndByGoodbyeThroughAWholeRun) {
  constexpr int kPhotos = 100;
  constexpr int kStep = 15;  // done photos between two goodbyes
  WritePhotos(cluster_.folder(), "src", kPhotos);
  // The photos are innocent here: none may die so often that it is quarantined.
  Program coordinator = cluster_.StartCoordinator({"--exit_when_done", "--crash_limit=100"});
  Launch mortal = WithPoison(cluster_.folder());
  mortal.environment.emplace_back("PHOTOMILL_TEST_DEATHS=25");
  std::vector<Program> workers;
  const auto start = [&] {
    workers.push_back(cluster_.StartWorker("mortal-" + std::to_string(workers.size()), {}, mortal));
  };
  start();
  start();
  size_t next = 0;
  for (int done = kStep; done < kPhotos; done += kStep) {
    ASSERT_TRUE(WaitUntil([&] { return cluster_.Done() >= done || !coordinator.Running(); }));
    if (workers[next].Running()) workers[next].Signal(SIGTERM);
    ++next;
    start();
  }
  ExpectGoodEnd(coordinator, kPhotos);
  for (Program& worker : workers) {
    if (worker.Running()) worker.Signal(SIGTERM);
    (void)worker.Wait();
  }
  EXPECT_EQ(ProcessesLeft(), "");
}

TEST_F(ManyDeathsTest, SeveralAtOnce) {
  constexpr int kPhotos = 200;
  WritePhotos(cluster_.folder(), "src", kPhotos, 1000, 750);
  std::optional<Program> coordinator(cluster_.StartCoordinator());
  std::vector<Program> workers;
  for (int i = 0; i < 4; ++i) workers.push_back(cluster_.StartWorker(std::to_string(i)));
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(cluster_.AwaitDoneBy(std::to_string(i), 1));

  // One worker is suspended, one loses power, an engine crashes, a worker leaves, a peer sends
  // garbage, and the coordinator dies.
  const pid_t still = AwaitEngine(workers[0]);
  workers[0].Signal(SIGSTOP);
  ASSERT_EQ(kill(still, SIGSTOP), 0);
  KillTree(workers[1]);
  ASSERT_EQ(kill(AwaitEngine(workers[2]), SIGSEGV), 0);
  workers[3].Signal(SIGTERM);
  const std::string port = cluster_.endpoint().substr(cluster_.endpoint().rfind(':') + 1);
  (void)StartCommand({"/bin/bash", "-c", "head -c 5000 /dev/urandom > /dev/tcp/127.0.0.1/" + port})
      .Wait();
  coordinator->Signal(SIGKILL);
  (void)coordinator->Wait();
  ASSERT_LT(cluster_.Done(), kPhotos) << "the run was over too soon to show anything";
  const DoneSources before = DoneNow(cluster_);

  coordinator.emplace(cluster_.StartCoordinator());
  Program heir = cluster_.StartWorker("heir");
  ASSERT_TRUE(cluster_.AwaitDoneBy("heir", 1));
  ASSERT_EQ(kill(still, SIGCONT), 0);
  workers[0].Signal(SIGCONT);
  ExpectGoodEnd(*coordinator, kPhotos);
  const auto attempts = cluster_.ledger().AttemptsOfDone();
  for (const auto& [key, count] : before.attempts) EXPECT_EQ(attempts.at(key), count) << key;
  workers.push_back(std::move(heir));
  for (Program& worker : workers) {
    if (worker.Running()) worker.Signal(SIGTERM);  // a worker that missed the end
    (void)worker.Wait();
  }
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
