#include "coordinator/start/moved_stores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace photomill {
namespace {

namespace fs = std::filesystem;

class MovedSource : public testing::Test {
 protected:
  MovedSource() {
    std::string pattern = fs::temp_directory_path() / "photomill_moved_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    store_ = *OpenStore(folder_);
  }
  ~MovedSource() override { fs::remove_all(folder_); }

  // A file as the ledger knows it.
  KnownFile Known(const std::string& key, const std::string& bytes, bool with_digest) {
    std::ofstream(folder_ + "/" + key) << bytes;
    KnownFile known{key, *store_->Stat(key), {}};
    if (with_digest) known.content = DigestOf(bytes);
    return known;
  }

  std::string folder_;
  std::unique_ptr<ObjectStore> store_;
};

TEST_F(MovedSource, ByTheirBytesWhateverTheirTimes) {
  KnownFile known = Known("a.jpg", "abc", true);
  known.version.mtime_ns = 17;
  EXPECT_EQ(CompareSample({known}, *store_).equal, 1U);
  known.content = DigestOf("abd");
  const SampleComparison other = CompareSample({known}, *store_);
  EXPECT_EQ(other.equal, 0U);
  EXPECT_THAT(other.differences, testing::ElementsAre("\"a.jpg\" has other bytes"));
}

TEST_F(MovedSource, ByTheirTimesWhereTheBytesAreNotKnown) {
  KnownFile known = Known("a.jpg", "abc", false);
  EXPECT_EQ(CompareSample({known}, *store_).equal, 1U);
  known.version.mtime_ns += 1;
  EXPECT_EQ(CompareSample({known}, *store_).equal, 0U);
}

TEST_F(MovedSource, AnotherSizeOrNoFileIsADifference) {
  KnownFile larger = Known("a.jpg", "abc", true);
  larger.version.size = 4;
  const KnownFile missing{"gone.jpg", {3, 1, ""}, {}};
  const SampleComparison comparison = CompareSample({larger, missing}, *store_);
  EXPECT_EQ(comparison.compared, 2U);
  EXPECT_EQ(comparison.equal, 0U);
  EXPECT_THAT(comparison.differences, testing::ElementsAre("\"a.jpg\" has 3 bytes instead of 4",
                                                           "\"gone.jpg\" does not exist"));
}

TEST_F(MovedSource, NineInTenAreEnough) {
  EXPECT_TRUE(IsSameStore({0, 0, {}}));
  EXPECT_TRUE(IsSameStore({10, 9, {}}));
  EXPECT_FALSE(IsSameStore({10, 8, {}}));
  EXPECT_TRUE(IsSameStore({64, 58, {}}));
  EXPECT_FALSE(IsSameStore({64, 57, {}}));
  EXPECT_FALSE(IsSameStore({1, 0, {}}));
}

}  // namespace
}  // namespace photomill
