// A worker that is told to leave: once politely, twice at once.
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

// Takes an engine a second or so; its pixels are several times what an engine has otherwise.
constexpr uint32_t kLargeWidth = 4000;
constexpr uint32_t kLargeHeight = 3000;
constexpr uint64_t kLargePixelBytes = uint64_t{kLargeWidth} * kLargeHeight * 3;

const std::string& LargePng() {
  static const std::string png = [] {
    (void)SmallJpeg();  // gets imaging ready
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
  // Everything that it began it also ended and reported: what stands there is in the ledger.
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
  ASSERT_TRUE(leaver.Says("draining"));  // six large ones are under way
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
