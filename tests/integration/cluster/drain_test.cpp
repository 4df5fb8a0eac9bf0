// A worker that is asked to exit: politely by one signal, at once by a second.
#include <gtest/gtest.h>
#include <signal.h>

#include "common/base/limits.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

// Keeps an engine busy for about a second; the pixels are several times the engine's other memory.
constexpr uint32_t kLargeWidth = 4000;
constexpr uint32_t kLargeHeight = 3000;
constexpr uint64_t kLargePixelBytes = uint64_t{kLargeWidth} * kLargeHeight * 3;

const std::string& LargePng() {
  static const std::string png = [] {
    (void)SmallJpeg();  // initialises the imaging libraries
    return MakePng(kLargeWidth, kLargeHeight);
  }();
  return png;
}

TEST(DrainTest, SigtermFinishesWhatIsUnderWay) {
  constexpr int kPhotos = 200;
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos, 1000, 750);
  Program coordinator = cluster.StartCoordinator();
  Program leaver = cluster.StartWorker("leaver");
  ASSERT_TRUE(cluster.AwaitDone(10));
  leaver.Signal(SIGTERM);
  const Ended left = leaver.Wait();
  EXPECT_TRUE(left.Exited(0)) << left.All();
  EXPECT_NE(left.err.find("draining"), std::string::npos) << left.All();
  EXPECT_TRUE(OwnProcessesWith("photomill-worker").empty());
  // The worker finished and reported everything that it had begun: its outputs are in the ledger.
  EXPECT_TRUE(cluster.TemporaryFiles().empty());
  EXPECT_EQ(TreeOf(cluster.destination()).size(), 2 * static_cast<size_t>(cluster.Done()));
  ASSERT_LT(cluster.Done(), kPhotos);
  EXPECT_TRUE(WaitUntil([&] { return ListedState(cluster, "leaver") == "left"; }));

  Program stayer = cluster.StartWorker("stayer");
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(stayer.Wait().Exited(0));
  EXPECT_EQ(cluster.Done(), kPhotos);
  EXPECT_EQ(cluster.ledger().Number("SELECT max(attempts) FROM source"), 1);
  EXPECT_EQ(ProcessesLeft(), "");
}

TEST(DrainTest, ALargePictureIsFinishedToo) {
  Cluster cluster;
  cluster.folder().Write("src/large.png", LargePng());
  Program coordinator = cluster.StartCoordinator();
  Program worker = cluster.StartWorker("leaver", {"--threads=1"});
  ASSERT_TRUE(AwaitPixels(worker, kLargePixelBytes));
  EXPECT_EQ(cluster.Done(), 0);
  worker.Signal(SIGTERM);
  const Ended left = worker.Wait();
  EXPECT_TRUE(left.Exited(0)) << left.All();
  EXPECT_EQ(cluster.DoneBy("leaver"), 1);
  EXPECT_TRUE(coordinator.Wait().Exited(0));
}

TEST(DrainTest, ASecondSigtermStopsAtOnce) {
  constexpr int kPhotos = 12;
  Cluster cluster;
  for (int i = 0; i < kPhotos; ++i) {
    cluster.folder().Write("src/large-" + std::to_string(i) + ".png", LargePng());
  }
  Program coordinator = cluster.StartCoordinator();
  Program leaver = cluster.StartWorker("leaver", {"--threads=1"});
  ASSERT_TRUE(cluster.AwaitDone(1));
  leaver.Signal(SIGTERM);
  ASSERT_TRUE(leaver.Says("draining"));  // six large ones are in progress
  leaver.Signal(SIGTERM);
  const Ended left = leaver.Wait();
  EXPECT_TRUE(left.Exited(3)) << left.All();
  EXPECT_TRUE(OwnProcessesWith("photomill-worker").empty());
  EXPECT_TRUE(cluster.TemporaryFiles().empty());
  ASSERT_LT(cluster.Done(), kPhotos);

  Program stayer = cluster.StartWorker("stayer");
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(stayer.Wait().Exited(0));
  EXPECT_EQ(cluster.Done(), kPhotos);
  EXPECT_EQ(cluster.ledger().Number("SELECT sum(crashes) FROM source"), 0);
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
