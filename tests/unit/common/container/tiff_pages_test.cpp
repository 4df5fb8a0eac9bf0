#include "common/container/tiff_pages.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

constexpr uint32_t kMost = 100;

// Directories one behind the other, each with a width of its own and the subfile type.
std::string Pages(const std::vector<TiffEntry>& subfiles) {
  std::string tiff = "II*\0"s + Little(8, 4);
  for (size_t i = 0; i < subfiles.size(); ++i) {
    const std::vector<TiffEntry> entries = {subfiles[i], {256, 4, 1, static_cast<uint32_t>(i)}};
    const size_t bytes = TiffDirectoryBytes(entries, 0, true).size();
    const bool last = i + 1 == subfiles.size();
    tiff +=
        TiffDirectoryBytes(entries, last ? 0 : static_cast<uint32_t>(tiff.size() + bytes), true);
  }
  return tiff;
}

struct Found {
  uint32_t page = 0;  // which one counts
  uint32_t count = 0;
  bool operator==(const Found&) const = default;
};
Found Find(const std::string& tiff, uint32_t most = kMost) {
  const std::optional<TiffFile> file = TiffFile::Open(tiff);
  const std::optional<TiffPages> pages = ReadTiffPages(*file, most);
  if (!pages) return {99, 0};
  return {file->Number(pages->picture, 256, 99), pages->count};
}

constexpr TiffEntry kFull{254, 4, 1, 0};
constexpr TiffEntry kPage{254, 4, 1, 2};
constexpr TiffEntry kPreview{254, 4, 1, 1};
constexpr TiffEntry kMask{254, 4, 1, 4};
constexpr TiffEntry kOldPreview{255, 3, 1, 2};
constexpr TiffEntry kOldFull{255, 3, 1, 1};

TEST(TiffPagesTest, PreviewsAndMasksAreNoPages) {
  EXPECT_EQ(Find(Pages({kFull})), (Found{0, 1}));
  EXPECT_EQ(Find(Pages({kPage, kPage})), (Found{0, 2}));
  EXPECT_EQ(Find(Pages({kPreview, kFull})), (Found{1, 1}));
  EXPECT_EQ(Find(Pages({kMask, kPreview, kPage, kMask, kPage})), (Found{2, 2}));
  EXPECT_EQ(Find(Pages({kOldPreview, kOldFull})), (Found{1, 1}));
}

TEST(TiffPagesTest, WhereThereAreNoOthersTheyCount) {
  EXPECT_EQ(Find(Pages({kPreview, kMask})), (Found{0, 2}));
}

TEST(TiffPagesTest, AChainThatIsTooLongIsReadNoFurther) {
  EXPECT_EQ(Find(Pages(std::vector<TiffEntry>(10, kPreview)), 3), (Found{0, 4}));
}

TEST(TiffPagesTest, ACircleIsTold) {
  const std::string tiff = Tiff(TiffPicture(3, 2), 8);
  const std::optional<TiffPages> pages = ReadTiffPages(*TiffFile::Open(tiff), kMost);
  ASSERT_TRUE(pages.has_value());
  EXPECT_TRUE(pages->circle);
}

TEST(TiffPagesTest, APointerToNowhereEndsTheChain) {
  const std::string tiff = Tiff(TiffPicture(3, 2), 1'000'000);
  const std::optional<TiffPages> pages = ReadTiffPages(*TiffFile::Open(tiff), kMost);
  ASSERT_TRUE(pages.has_value());
  EXPECT_EQ(pages->count, 1U);
  EXPECT_FALSE(ReadTiffPages(*TiffFile::Open("II*\0\xFF\0\0\0"s), kMost).has_value());
}

}  // namespace
}  // namespace photomill
