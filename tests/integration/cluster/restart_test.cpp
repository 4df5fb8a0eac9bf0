// The whole cluster dies, part by part, and the migration still completes.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

class ClusterTest : public testing::Test {
 protected:
  static constexpr int kPhotos = 300;
  static constexpr uint32_t kWidth = 1000;
  static constexpr uint32_t kHeight = 750;
};

void ExpectAllDone(const Cluster& cluster, int sources) {
  EXPECT_EQ(cluster.ledger().Number("SELECT count(*) FROM source"), sources);
  EXPECT_EQ(cluster.Done(), sources);
  EXPECT_EQ(cluster.ledger().Number("SELECT count(*) FROM output"), 2 * sources);
}

TEST_F(ClusterTest, WorkersAndEnginesAndTheCoordinatorMayBeKilled) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos, kWidth, kHeight);
  const Contents undisturbed = cluster.UndisturbedRun();
  cluster.FixAddress();
  Program coordinator = cluster.StartCoordinator();
  Program first = cluster.StartWorker("first");
  Program second = cluster.StartWorker("second");
  ASSERT_TRUE(cluster.AwaitDoneBy("first", 5) && cluster.AwaitDoneBy("second", 5));

  KillTree(second);
  EXPECT_EQ(second.Wait().exit.signal, SIGKILL);
  const pid_t engine = AwaitEngine(first);
  ASSERT_EQ(kill(engine, SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([&] { return EngineOf(first) != 0 && EngineOf(first) != engine; }));
  Program third = cluster.StartWorker("third");
  const int64_t before = cluster.DoneBy("first");
  ASSERT_TRUE(cluster.AwaitDoneBy("third", 5) && cluster.AwaitDoneBy("first", before + 5));

  coordinator.Signal(SIGKILL);
  EXPECT_EQ(coordinator.Wait().exit.signal, SIGKILL);
  ASSERT_LT(cluster.Done(), kPhotos) << "the run was over too soon to show anything";
  const DoneSources at_kill = DoneNow(cluster);
  EXPECT_EQ(at_kill.outputs.size(), 2 * at_kill.attempts.size());
  Program again = cluster.StartCoordinator();

  const Ended ended = again.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  for (Program* worker : {&first, &third}) {
    const Ended left = worker->Wait();
    EXPECT_TRUE(left.Exited(0)) << left.All();
  }
  EXPECT_EQ(ContentsOf(cluster.destination()), undisturbed);
  ExpectAllDone(cluster, kPhotos);
  ExpectUntouched(cluster, at_kill);
  EXPECT_TRUE(cluster.TemporaryFiles().empty());
  EXPECT_EQ(ProcessesLeft(), "");
}

TEST_F(ClusterTest, AWorkerThatJoinsInTheMiddleIsPutToUse) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos, kWidth, kHeight);
  Program coordinator = cluster.StartCoordinator();
  Program first = cluster.StartWorker("first");
  Program second = cluster.StartWorker("second");
  ASSERT_TRUE(cluster.AwaitDone(10));
  Program third = cluster.StartWorker("third");
  const std::string joined_at = "SELECT joined_at FROM worker WHERE name = 'third'";
  // Its first result is recorded while other photos still wait, so it did not merely idle.
  ASSERT_TRUE(cluster.AwaitDoneBy("third", 1));
  EXPECT_GT(cluster.ledger().CountOf("pending"), 0);
  EXPECT_TRUE(WaitUntil([&] { return cluster.ledger().Number(joined_at) > 0; }));
  EXPECT_TRUE(coordinator.Wait().Exited(0));
  EXPECT_GT(cluster.DoneBy("third"), 1);
  for (Program* worker : {&first, &second, &third}) EXPECT_TRUE(worker->Wait().Exited(0));
  ExpectAllDone(cluster, kPhotos);
  EXPECT_EQ(cluster.ledger().Number("SELECT max(attempts) FROM source"), 1);
}

TEST_F(ClusterTest, CtrlCOfTheCoordinatorIsNoEnd) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos, kWidth, kHeight);
  cluster.FixAddress();
  Program coordinator = cluster.StartCoordinator();
  Program first = cluster.StartWorker("first");
  Program second = cluster.StartWorker("second");
  ASSERT_TRUE(cluster.AwaitDone(20));
  coordinator.Signal(SIGINT);
  const Ended stopped = coordinator.Wait();
  EXPECT_TRUE(stopped.Exited(3)) << stopped.All();
  // Closed cleanly: one plain file that anyone can read.
  EXPECT_EQ(cluster.ledger().Text("PRAGMA journal_mode"), "delete");
  EXPECT_EQ(cluster.ledger().Text("SELECT ended_as FROM run"), "stopped");
  EXPECT_EQ(ReadFile(cluster.state() + "/ledger.db-wal"), "");
  ASSERT_LT(cluster.Done(), kPhotos);
  const DoneSources at_stop = DoneNow(cluster);
  EXPECT_TRUE(first.Running() && second.Running());

  Program again = cluster.StartCoordinator();
  const Ended ended = again.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(first.Wait().Exited(0));
  EXPECT_TRUE(second.Wait().Exited(0));
  ExpectAllDone(cluster, kPhotos);
  ExpectUntouched(cluster, at_stop);
}

}  // namespace
}  // namespace photomill::test
