// A worker that is stopped, in whatever way, charges no photo for it, and leaves no process behind.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

constexpr const char* kCrashes = "SELECT sum(crashes) FROM source";

std::vector<RunningProcess> Sandboxes() {
  return OwnProcessesWith("--sandbox=");
}

class PlannedStopTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
    cluster_.folder().Write("src/a.jpg", PoisonedJpeg("hold"));
    cluster_.folder().Write("src/b.jpg", PoisonedJpeg("hold"));
    coordinator_.emplace(cluster_.StartCoordinator({"--exit_when_done", "--crash_limit=1"}));
  }

  Program StartWorker(const std::string& name, const Arguments& more = {}) {
    return cluster_.StartWorker(name, more, WithPoison(cluster_.folder()));
  }

  // Both photos are being decoded, each in a separate process.
  [[nodiscard]] bool AwaitSandboxes() const {
    return WaitUntil([] { return Sandboxes().size() == 2; });
  }

  // Another worker processes them.
  void ExpectNobodyBlamed() {
    GoOn(cluster_.folder());
    Program stayer = StartWorker("stayer");
    const Ended ended = coordinator_->Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_TRUE(stayer.Wait().Exited(0));
    EXPECT_EQ(cluster_.Done(), 2);
    EXPECT_EQ(cluster_.ledger().Number(kCrashes), 0);
    EXPECT_TRUE(cluster_.TemporaryFiles().empty());
    EXPECT_EQ(ProcessesLeft(), "");
  }

  Cluster cluster_;
  std::optional<Program> coordinator_;
};

TEST_F(PlannedStopTest, ASecondSigtermEndsTheProcessesOfTasksToo) {
  Program leaver = StartWorker("leaver", {"--isolate=always"});
  ASSERT_TRUE(AwaitSandboxes());
  leaver.Signal(SIGTERM);
  ASSERT_TRUE(leaver.Says("draining"));
  leaver.Signal(SIGTERM);
  EXPECT_TRUE(leaver.Wait().Exited(3));
  EXPECT_TRUE(WaitUntil([] { return Sandboxes().empty(); }));
  ExpectNobodyBlamed();
}

TEST_F(PlannedStopTest, AServiceManagerThatTellsEveryProcessStopsNone) {
  Program leaver = StartWorker("leaver", {"--isolate=always"});
  ASSERT_TRUE(AwaitSandboxes());
  for (const RunningProcess& process : Sandboxes()) {
    EXPECT_EQ(kill(process.pid, SIGTERM), 0);
  }
  leaver.Signal(SIGTERM);
  ASSERT_TRUE(leaver.Says("draining"));
  GoOn(cluster_.folder());
  const Ended left = leaver.Wait();
  EXPECT_TRUE(left.Exited(0)) << left.All();
  EXPECT_EQ(cluster_.DoneBy("leaver"), 2);
  EXPECT_TRUE(coordinator_->Wait().Exited(0));
  EXPECT_EQ(cluster_.ledger().Number(kCrashes), 0);
}

TEST_F(PlannedStopTest, AMachineThatLosesItsPowerBlamesNobody) {
  Program victim = StartWorker("victim", {"--isolate=always"});
  ASSERT_TRUE(AwaitSandboxes());
  KillTree(victim);
  EXPECT_TRUE(WaitUntil([] { return Sandboxes().empty(); }));
  ExpectNobodyBlamed();
}

TEST_F(PlannedStopTest, AnEngineThatDiesBesideTheProcessOfATaskDoesNotBlameIt) {
  Program worker = StartWorker("worker", {"--isolate=always"});
  ASSERT_TRUE(AwaitSandboxes());
  ASSERT_EQ(kill(AwaitEngine(worker), SIGSEGV), 0);
  ASSERT_TRUE(worker.Says("starting a new one"));
  worker.Signal(SIGTERM);
  (void)worker.Wait();
  ExpectNobodyBlamed();
}

}  // namespace
}  // namespace photomill::test
