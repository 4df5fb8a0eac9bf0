#include "common/container/tiff_directory.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

constexpr uint16_t kWidth = 256;
constexpr uint16_t kOffsets = 330;
constexpr uint16_t kMake = 271;

// A directory with one entry.
std::string BigTiff(uint16_t tag, uint16_t type, uint64_t count, uint64_t value) {
  return "II+\0\x08\0\0\0"s + Little(16, 8) + Little(1, 8) + Little(tag, 2) + Little(type, 2) +
         Little(count, 8) + Little(value, 8) + Little(0, 8);
}

TEST(TiffFileTest, ReadsBothByteOrders) {
  for (const bool little : {true, false}) {
    const std::string bytes = Tiff(TiffPicture(640, 480), 99, little);
    const std::optional<TiffFile> file = TiffFile::Open(bytes);
    ASSERT_TRUE(file);
    const std::optional<TiffDirectory> first = file->ReadDirectory(file->first_offset());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->entries, 5U);
    EXPECT_EQ(first->next, 99U);
    EXPECT_EQ(first->end() + 4, bytes.size());
    EXPECT_EQ(file->Number(*first, kWidth, 0), 640U);
    EXPECT_EQ(file->Number(*first, 258, 0), 8U);
    EXPECT_EQ(file->Number(*first, kMake, 7), 7U);
    EXPECT_TRUE(file->Has(*first, kWidth));
    EXPECT_FALSE(file->Has(*first, kMake));
  }
}

TEST(TiffFileTest, ReadsBigTiff) {
  const std::string bytes = BigTiff(kOffsets, 16, 1, 0x123456789A);
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  ASSERT_TRUE(file && file->big());
  const std::optional<TiffDirectory> first = file->ReadDirectory(file->first_offset());
  ASSERT_TRUE(first);
  EXPECT_EQ(file->Offset(*first, kOffsets, 0), 0x123456789AU);
  EXPECT_FALSE(file->Offset(*first, kOffsets, 1));
  EXPECT_EQ(file->Number(*first, kOffsets, 0), UINT32_MAX);
}

TEST(TiffFileTest, ValuesThatDoNotFitInStandElsewhere) {
  const auto at = static_cast<uint32_t>(8 + 2 + 2 * 12 + 4);
  const std::string bytes = Tiff({{kMake, 2, 6, at}, {kOffsets, 4, 2, at + 6}}) + "Maker\0"s +
                            Little(8, 4) + Little(9, 4);
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  const std::optional<TiffDirectory> first = file->ReadDirectory(8);
  ASSERT_TRUE(first);
  EXPECT_EQ(file->Text(*first, kMake), "Maker");
  EXPECT_EQ(file->ValueOffset(*first, kMake), at);
  EXPECT_EQ(file->Offset(*first, kOffsets, 0), 8U);
  EXPECT_EQ(file->Offset(*first, kOffsets, 1), 9U);
  EXPECT_FALSE(file->Offset(*first, kOffsets, 2));
}

TEST(TiffFileTest, ValuesOutsideOfTheFileAreNone) {
  for (const uint32_t at : {1'000'000U, UINT32_MAX}) {
    const std::string bytes = Tiff({{kMake, 2, 6, at}, {kOffsets, 4, UINT32_MAX, at}});
    const std::optional<TiffFile> file = TiffFile::Open(bytes);
    const std::optional<TiffDirectory> first = file->ReadDirectory(8);
    ASSERT_TRUE(first);
    EXPECT_EQ(file->Text(*first, kMake), "");
    EXPECT_FALSE(file->ValueOffset(*first, kMake));
    EXPECT_FALSE(file->Offset(*first, kOffsets, 0));
  }
  const std::string huge = BigTiff(kOffsets, 16, UINT64_MAX, UINT64_MAX);
  const std::optional<TiffFile> file = TiffFile::Open(huge);
  EXPECT_FALSE(file->Offset(*file->ReadDirectory(16), kOffsets, 0));
}

TEST(TiffFileTest, TypesThatAreNoneHaveNoValue) {
  const std::string bytes = Tiff({{kWidth, 99, 1, 5}, {kMake, 4, 0, 5}});
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  const std::optional<TiffDirectory> first = file->ReadDirectory(8);
  EXPECT_EQ(file->Number(*first, kWidth, 0), 0U);
  EXPECT_EQ(file->Number(*first, kMake, 0), 0U);
}

TEST(TiffFileTest, OfADirectoryThatIsCutOffTheWholeEntriesAreThere) {
  const std::string bytes = Tiff(TiffPicture(640, 480));
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::optional<TiffFile> file = TiffFile::Open(std::string_view(bytes).substr(0, size));
    ASSERT_EQ(file.has_value(), size >= 4) << size;
    if (!file) continue;
    const std::optional<TiffDirectory> there = file->DirectoryAt(8);
    ASSERT_EQ(there.has_value(), size >= 10) << size;
    const bool whole = size + 4 >= bytes.size();  // the offset of the next one may be missing
    EXPECT_EQ(file->ReadDirectory(8).has_value(), whole) << size;
    if (!there) continue;
    EXPECT_EQ(there->whole, whole) << size;
    EXPECT_EQ(there->entries, std::min<uint64_t>(5, (size - 10) / 12)) << size;
  }
}

TEST(TiffFileTest, ADirectoryBeginsBehindTheHeaderAndHasEntries) {
  const std::string bytes = Tiff({});
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  EXPECT_TRUE(file->DirectoryAt(8));
  EXPECT_FALSE(file->ReadDirectory(8)) << "empty";
  for (const uint64_t at : {uint64_t{0}, uint64_t{7}, uint64_t{bytes.size()}, UINT64_MAX}) {
    EXPECT_FALSE(file->DirectoryAt(at)) << at;
  }
  std::string crowd = BigTiff(kWidth, 4, 1, 1);
  crowd.replace(16, 8, Little(65'536, 8));
  EXPECT_FALSE(TiffFile::Open(crowd)->DirectoryAt(16)) << "more entries than any file has";
}

}  // namespace
}  // namespace photomill
