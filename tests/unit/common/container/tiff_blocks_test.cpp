#include "common/container/tiff_blocks.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

struct Read {
  TiffBlocks blocks;
  uint64_t memory = 0;
};
Read ReadBlocks(const std::vector<TiffEntry>& more, uint32_t photometric = 2) {
  std::vector<TiffEntry> entries = {
      {256, 4, 1, 100}, {257, 4, 1, 90}, {258, 3, 1, 8}, {262, 3, 1, photometric}, {277, 3, 1, 3}};
  entries.insert(entries.end(), more.begin(), more.end());
  const std::string tiff = Tiff(entries) + std::string(1000, 'd');
  const std::optional<TiffFile> file = TiffFile::Open(tiff);
  const TiffDirectory directory = *file->ReadDirectory(8);
  return {ReadTiffBlocks(*file, directory), TiffBlockMemory(*file, directory)};
}

TEST(TiffBlocksTest, CountsStrips) {
  const Read read = ReadBlocks({{278, 3, 1, 20}, {279, 4, 1, 500}});
  EXPECT_FALSE(read.blocks.tiled);
  EXPECT_EQ(read.blocks.count, 5U);
  EXPECT_EQ(read.memory, 500U + 5 * 96);  // row by row, and a list of strips
  EXPECT_EQ(ReadBlocks({{278, 3, 1, 20}, {284, 3, 1, 2}}).blocks.count, 15U);
}

TEST(TiffBlocksTest, AStripWithoutTheNumberOfItsRowsIsTheWholePicture) {
  for (const std::vector<TiffEntry>& more :
       {std::vector<TiffEntry>{}, {{278, 4, 1, 0xFFFFFFFFU}}, {{278, 4, 1, 0}}}) {
    EXPECT_EQ(ReadBlocks(more).blocks.height, 90U);
    EXPECT_EQ(ReadBlocks(more).blocks.count, 1U);
  }
}

TEST(TiffBlocksTest, CountsTiles) {
  const Read read = ReadBlocks({{322, 3, 1, 32}, {323, 3, 1, 16}});
  EXPECT_TRUE(read.blocks.tiled);
  EXPECT_EQ(read.blocks.across, 4U);
  EXPECT_EQ(read.blocks.count, 24U);
  EXPECT_EQ(read.memory, 32U * 16 * 3 * 5 + 24 * 96);  // a row of them, and one, and their list
  EXPECT_EQ(ReadBlocks({{322, 3, 1, 0}, {323, 3, 1, 16}}).blocks.count, 0U);
}

TEST(TiffBlocksTest, WhatIsConvertedIsHeldWhole) {
  EXPECT_TRUE(IsConvertedWhole(ReadBlocks({}, 6).blocks, 3));
  EXPECT_FALSE(IsConvertedWhole(ReadBlocks({{259, 3, 1, 7}}, 6).blocks, 3));
  EXPECT_TRUE(IsConvertedWhole(ReadBlocks({{259, 3, 1, 6}}).blocks, 3));
  EXPECT_FALSE(IsConvertedWhole(ReadBlocks({}).blocks, 3));
  EXPECT_GT(ReadBlocks({}, 6).memory, 100U * 90 * 3);
}

TEST(TiffBlocksTest, ConvertedTilesAreHeldAcrossThePicture) {
  for (const uint32_t width : {16U, 112U}) {
    EXPECT_GT(ReadBlocks({{322, 3, 1, width}, {323, 3, 1, 96}}, 6).memory, 100U * 96 * 3) << width;
  }
}

TEST(TiffBlocksTest, SeparatePlanesHaveADecoderEach) {
  const Read together = ReadBlocks({{278, 3, 1, 90}, {279, 4, 1, 500}});
  const Read separate = ReadBlocks({{278, 3, 1, 90}, {279, 4, 1, 500}, {284, 3, 1, 2}});
  EXPECT_EQ(separate.memory - together.memory, 2 * 500U + 2 * 96);
}

TEST(TiffBlocksTest, SomeCompressionsKeepTheirStrip) {
  const auto memory = [](uint32_t compression) {
    return ReadBlocks({{259, 3, 1, compression}, {278, 3, 1, 90}}).memory;
  };
  const uint64_t rows = memory(8);
  EXPECT_EQ(memory(32909) - rows, 100U * 90 * 3 * 2);
  EXPECT_EQ(memory(34925) - rows, 100U * 90 * 3);
  EXPECT_EQ(memory(50000) - rows, 100U * 90 * 3);
}

}  // namespace
}  // namespace photomill
