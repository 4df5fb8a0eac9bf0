// Workers whose machine has the stores at other paths, or not at all. The stores are moved away
// from the paths that the coordinator knows, as on a machine with other mounts; the coordinator
// keeps them open.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

class StoresTest : public testing::Test {
 protected:
  static constexpr int kPhotos = 20;
};

void ExpectSays(const Ended& ended, const std::string& text) {
  EXPECT_NE(ended.err.find(text), std::string::npos) << text << ": " << ended.All();
}

TEST_F(StoresTest, AWorkerThatDoesNotSeeTheSourceIsRefused) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos);
  cluster.folder().MakeFolder("empty");
  Program coordinator = cluster.StartCoordinator();
  Program blind = cluster.StartWorker("blind", {"--source_root=" + cluster.folder().At("empty")});
  const Ended refused = blind.Wait();
  EXPECT_TRUE(refused.Exited(1)) << refused.All();
  const std::string text = "worker blind cannot join: it does not see the source " +
                           cluster.source() + " (it looked for " + PhotoKey(0) + " there)";
  ExpectSays(refused, text);
  ExpectSays(refused, "--source_root");
  EXPECT_EQ(refused.err.find("does not see the destination"), std::string::npos);
  ASSERT_TRUE(coordinator.Says(text));

  Program seeing = cluster.StartWorker("seeing");
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(seeing.Wait().Exited(0));
  EXPECT_EQ(cluster.DoneBy("seeing"), kPhotos);
}

TEST_F(StoresTest, AWorkerThatDoesNotSeeTheDestinationIsRefused) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos);
  cluster.folder().MakeFolder("other");
  Program coordinator = cluster.StartCoordinator();
  Program blind =
      cluster.StartWorker("blind", {"--destination_root=" + cluster.folder().At("other")});
  const Ended refused = blind.Wait();
  EXPECT_TRUE(refused.Exited(1)) << refused.All();
  const std::string text = "worker blind cannot join: it does not see the destination " +
                           cluster.destination() + " (it looked for .photomill/migrations/";
  ExpectSays(refused, text);
  ExpectSays(refused, "--destination_root");
  EXPECT_EQ(refused.err.find("does not see the source"), std::string::npos);

  Program seeing = cluster.StartWorker("seeing");
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(seeing.Wait().Exited(0));
  EXPECT_TRUE(ContentsOf(cluster.folder().At("other")).empty());
  EXPECT_EQ(cluster.Done(), kPhotos);
}

TEST_F(StoresTest, RootsThatPointToTheStoresUnderOtherNamesWork) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kPhotos);
  const TestFolder& folder = cluster.folder();
  const std::string state = folder.At("state");
  const LedgerView ledger(state);
  Program coordinator = cluster.StartCoordinator({"--exit_when_done", "--state=" + state});
  ASSERT_TRUE(WaitUntil(
      [&] { return ledger.Number("SELECT count(*) FROM source WHERE state = 'pending'") == 20; }));
  fs::rename(cluster.source(), folder.At("moved-src"));
  fs::rename(cluster.destination(), folder.At("moved-dst"));
  fs::create_directory_symlink(folder.At("moved-src"), folder.At("link-to-src"));
  fs::create_directory_symlink(folder.At("moved-dst"), folder.At("link-to-dst"));

  const Ended refused = cluster.StartWorker("blind").Wait();
  EXPECT_TRUE(refused.Exited(1)) << refused.All();
  ExpectSays(refused, "does not see the destination " + cluster.destination());
  ExpectSays(refused, "does not see the source " + cluster.source());
  EXPECT_FALSE(fs::exists(cluster.destination()));

  Program worker =
      cluster.StartWorker("elsewhere", {"--source_root=" + folder.At("link-to-src"),
                                        "--destination_root=" + folder.At("link-to-dst")});
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_EQ(ledger.CountOf("done"), kPhotos);
  EXPECT_EQ(ContentsOf(folder.At("moved-dst")).size(), 2 * kPhotos);
  EXPECT_FALSE(fs::exists(cluster.source()));
}

}  // namespace
}  // namespace photomill::test
