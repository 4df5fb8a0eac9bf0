// Workers without a coordinator: they wait for it, keep their finished results, and finally give
// up.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

constexpr std::string_view kReachedAgain = "reached the coordinator again";

// Sources that are published, but not recorded as done: what the worker finished without its
// coordinator.
Tree FinishedUnheard(const Cluster& cluster) {
  Tree unheard = TreeOf(cluster.destination());
  for (const auto& [output, facts] : DoneNow(cluster).outputs) unheard.erase(output);
  return unheard;
}

TEST(PatienceTest, WhatAWorkerFinishedWithoutItsCoordinatorCounts) {
  constexpr int kPhotos = 120;
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos, 1000, 750);
  cluster.FixAddress();
  Program coordinator = cluster.StartCoordinator();
  Program worker = cluster.StartWorker("only");
  ASSERT_TRUE(cluster.AwaitDone(10));
  coordinator.Signal(SIGKILL);
  (void)coordinator.Wait();
  ASSERT_LT(cluster.Done(), kPhotos);
  ASSERT_TRUE(WaitUntil([&] { return FinishedUnheard(cluster).size() >= 2; }));
  const Tree unheard = FinishedUnheard(cluster);
  const DoneSources at_kill = DoneNow(cluster);
  ASSERT_TRUE(worker.Says("the coordinator is silent; trying to reach it again"));
  EXPECT_EQ(worker.Err().find(kReachedAgain), std::string::npos) << worker.Err();

  Program again = cluster.StartCoordinator();
  const Ended ended = again.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  const Ended left = worker.Wait();
  EXPECT_TRUE(left.Exited(0)) << left.All();
  EXPECT_NE(left.err.find(kReachedAgain), std::string::npos) << left.All();
  EXPECT_EQ(cluster.Done(), kPhotos);
  EXPECT_EQ(cluster.ledger().Number("SELECT max(attempts) FROM source"), 1);
  ExpectUntouched(cluster, at_kill);
  const Tree finally = TreeOf(cluster.destination());
  for (const auto& [output, facts] : unheard) {
    EXPECT_TRUE(finally.at(output) == facts) << output << " was made a second time";
  }
}

TEST(PatienceTest, AWorkerMayBeThereBeforeItsCoordinator) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", 10);
  cluster.FixAddress();
  Program worker = cluster.StartWorker("early");
  ASSERT_TRUE(worker.Says("the coordinator does not answer yet; still trying"));
  Program coordinator = cluster.StartCoordinator();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  const Ended left = worker.Wait();
  EXPECT_TRUE(left.Exited(0)) << left.All();
  EXPECT_EQ(cluster.DoneBy("early"), 10);
}

TEST(PatienceTest, AWorkerGivesUpAfterItsTimeout) {
  Cluster cluster;
  cluster.FixAddress();
  Program worker = cluster.StartWorker("lonely", {"--coordinator_timeout=3"});
  const Ended left = worker.Wait();
  EXPECT_TRUE(left.Exited(1)) << left.All();
  EXPECT_NE(left.err.find("the coordinator was not heard from for 3 s (--coordinator_timeout)"),
            std::string::npos)
      << left.All();
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
