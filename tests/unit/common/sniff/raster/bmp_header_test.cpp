#include "common/sniff/raster/bmp_header.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill::sniff {
namespace {

// A header of OS/2 or Windows, truncated or padded to its length.
std::string BmpOf(uint32_t header_bytes, uint32_t bits, uint32_t compression, uint32_t colours,
                  size_t rest) {
  std::string header = Little(header_bytes, 4) + Little(6, 4) + Little(4, 4) + Little(1, 2) +
                       Little(bits, 2) + Little(compression, 4) + std::string(12, '\0') +
                       Little(colours, 4);
  header.resize(header_bytes, '\0');
  return "BM"s + std::string(12, '\0') + header + std::string(rest, '\x01');
}

TEST(BmpLayoutTest, PalettesFollowHeadersOfEveryLength) {
  for (const uint32_t bytes : {16U, 20U, 36U, 40U, 42U, 46U, 48U, 52U, 56U, 60U, 64U, 108U, 124U}) {
    EXPECT_TRUE(IsBmpHeaderLength(bytes)) << bytes;
    const std::string bmp = BmpOf(bytes, 4, 0, 0, 200);
    const Result<BmpLayout> layout = ReadBmpLayout(bmp);
    ASSERT_TRUE(layout.ok()) << bytes << ": " << layout.failure().detail;
    EXPECT_EQ(layout->palette_at, 14U + bytes);
    EXPECT_EQ(layout->entry_bytes, 4U);
    EXPECT_EQ(layout->palette_entries, 16U);
    EXPECT_EQ(layout->pixels_at, 14U + bytes + 64) << "the offset is not stated";
  }
  for (const uint32_t bytes : {0U, 11U, 13U, 18U, 41U, 65U, 78U, 125U, 1000U}) {
    EXPECT_FALSE(IsBmpHeaderLength(bytes)) << bytes;
  }
}

TEST(BmpLayoutTest, APaletteEndsWhereThePixelsBegin) {
  std::string bmp = BmpOf(40, 8, 0, 0, 200);
  bmp.replace(10, 4, Little(14 + 40 + 5 * 4, 4));
  EXPECT_EQ(ReadBmpLayout(bmp)->palette_entries, 5U);
  bmp.replace(10, 4, Little(14 + 40, 4));
  EXPECT_FALSE(ReadBmpLayout(bmp).ok());
  bmp.replace(10, 4, Little(20, 4));
  EXPECT_FALSE(ReadBmpLayout(bmp).ok());
}

TEST(BmpLayoutTest, NamesWhatIsNotDecoded) {
  for (const auto& [bits, compression] :
       {std::pair{1U, 3U}, {24U, 4U}, {0U, 4U}, {0U, 5U}, {64U, 0U}}) {
    const std::string bmp = BmpOf(40, bits, compression, 0, 200);
    const Result<BmpLayout> layout = ReadBmpLayout(bmp);
    ASSERT_FALSE(layout.ok());
    EXPECT_EQ(layout.failure().reason, Reason::kFormatNotAllowed) << layout.failure().detail;
  }
  for (const auto& [bits, compression] : {std::pair{8U, 2U}, {24U, 1U}, {8U, 3U}, {8U, 99U}}) {
    const std::string bmp = BmpOf(40, bits, compression, 0, 2000);
    EXPECT_EQ(ReadBmpLayout(bmp).failure().reason, Reason::kCorrupt) << bits << ' ' << compression;
  }
}

TEST(BmpLayoutTest, CountsRowsWithoutTheirLastPadding) {
  const std::string bmp = BmpOf(40, 24, 0, 0, 4 * 20 - 2);
  const Result<BmpLayout> layout = ReadBmpLayout(bmp);
  ASSERT_TRUE(layout.ok());
  EXPECT_EQ(layout->row_bytes(), 20U);
  EXPECT_EQ(layout->RowsWithin(bmp.size()), 4U);
  EXPECT_EQ(layout->RowsWithin(bmp.size() - 1), 3U);
  EXPECT_EQ(layout->RowsWithin(10), 0U);
}

TEST(BmpLayoutTest, MasksAreAdjacentBitsOfThePixel) {
  std::string bmp = BmpOf(56, 16, 3, 0, 200);
  const auto set = [&](uint32_t red, uint32_t green, uint32_t blue, uint32_t alpha) {
    bmp.replace(54, 16, Little(red, 4) + Little(green, 4) + Little(blue, 4) + Little(alpha, 4));
    return ReadBmpLayout(bmp);
  };
  EXPECT_TRUE(set(0xF00, 0xF0, 0xF, 0xF000)->has_alpha());
  EXPECT_FALSE(set(0xF00, 0xF0, 0xF, 0xFF000000)->has_alpha()) << "bits that there are not";
  EXPECT_EQ(set(0, 0, 0, 0)->masks[kBmpRed], 0x7C00U) << "the usual ones";
  EXPECT_FALSE(set(0xF0F, 0xF0, 0, 0).ok());
}

}  // namespace
}  // namespace photomill::sniff
