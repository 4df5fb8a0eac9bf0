// What a worker can and cannot prove about the stores, and its messages about what is missing.
#include "worker/pipeline/proof.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

class ProofTest : public testing::Test {
 protected:
  ProofTest() {
    folder_.Write("source/a.jpg", "12345");
    folder_.Write("destination/.photomill/migrations/m1", "secret");
    welcome_.migration_id = "m1";
    welcome_.source_url = folder_.At("source");
    welcome_.destination_url = folder_.At("destination");
    welcome_.samples = {{"a.jpg", 0}};
  }

  TempFolder folder_;
  Welcome welcome_;
  StoreWatches watches_;
};

TEST_F(ProofTest, TellsTheTokenAndTheSizesItSees) {
  const OpenedStores stores = ProveStores(welcome_, {}, watches_);
  EXPECT_EQ(stores.ready.destination_id, "secret");
  EXPECT_EQ(stores.ready.samples, (std::vector<StoreSample>{{"a.jpg", 5}}));
  EXPECT_EQ(stores.ready.problem, "");
}

TEST_F(ProofTest, LearnsHowCoarseTheTimesOfItsMountAre) {
  const timespec whole_second[2] = {{0, UTIME_OMIT}, {1'700'000'001, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, folder_.At("source/a.jpg").c_str(), whole_second, 0), 0);
  constexpr int64_t kListed = 1'700'000'001'987'654'321;
  welcome_.samples = {{"a.jpg", 0, kListed}};
  const OpenedStores stores = ProveStores(welcome_, {}, watches_);
  EXPECT_EQ(stores.times.resolution_ns(), 1'000'000'000);
  EXPECT_EQ(stores.ready.samples, (std::vector<StoreSample>{{"a.jpg", 5}}));
}

TEST_F(ProofTest, OfATokenThatTellsWhoWritesHereTheFirstLineCounts) {
  folder_.Write("destination/.photomill/migrations/m1", "secret\nhost w1\nstate /var/x\n");
  EXPECT_EQ(ProveStores(welcome_, {}, watches_).ready.destination_id, "secret");
}

TEST_F(ProofTest, AnUnmountedSourceShowsNoSample) {
  folder_.MakeFolder("empty");
  const OpenedStores stores = ProveStores(welcome_, {folder_.At("empty"), ""}, watches_);
  EXPECT_TRUE(stores.ready.samples.empty());
  EXPECT_NE(stores.ready.problem.find("a.jpg"), std::string::npos) << stores.ready.problem;
  EXPECT_EQ(stores.ready.destination_id, "secret");
}

TEST_F(ProofTest, AnotherDestinationHasNoToken) {
  folder_.MakeFolder("other");
  const OpenedStores stores = ProveStores(welcome_, {"", folder_.At("other")}, watches_);
  EXPECT_EQ(stores.ready.destination_id, "");
  EXPECT_NE(stores.ready.problem.find("migrations/m1"), std::string::npos) << stores.ready.problem;
}

TEST_F(ProofTest, AMissingFolderIsNamed) {
  const OpenedStores stores = ProveStores(welcome_, {folder_.At("nowhere"), ""}, watches_);
  EXPECT_EQ(stores.source, nullptr);
  EXPECT_NE(stores.ready.problem.find("nowhere"), std::string::npos) << stores.ready.problem;
}

TEST_F(ProofTest, RootsReplaceTheWelcomesPaths) {
  welcome_.source_url = "/somewhere/else";
  welcome_.destination_url = "/somewhere/else";
  const OpenedStores stores =
      ProveStores(welcome_, {folder_.At("source"), folder_.At("destination")}, watches_);
  EXPECT_EQ(stores.ready.destination_id, "secret");
  EXPECT_EQ(stores.ready.samples.size(), 1U);
}

}  // namespace
}  // namespace photomill
