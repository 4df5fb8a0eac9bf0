#include "worker/image/jpeg2000/tile_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill::jpeg2000 {
namespace {

using ::testing::HasSubstr;

// The segments before the first tile-part, for three tiles side by side.
std::string MainHeader(uint8_t block_style = 0) {
  std::string header = Codestream({.width = 30, .height = 8, .tile_width = 10, .tile_height = 8});
  header.resize(2 + 2 + 38 + 3 * 3);  // without the data
  return header + "\xFF\x52"s + Big(12, 2) + std::string(8, '\0') + Big(block_style, 1) +
         std::string(1, '\0');
}

std::string TilePart(uint32_t tile, uint32_t part, uint32_t of, const std::string& data = "data") {
  return "\xFF\x90"s + Big(10, 2) + Big(tile, 2) + Big(12 + 2 + data.size(), 4) + Big(part, 1) +
         Big(of, 1) + "\xFF\x93" + data;
}

const std::string kEnd = "\xFF\xD9";
const std::string kTiles = TilePart(0, 0, 1) + TilePart(1, 0, 1) + TilePart(2, 0, 1);

TEST(TilePartsTest, AWholeOneMissesNothing) {
  for (const std::string& tiles :
       {kTiles, TilePart(0, 0, 2) + TilePart(1, 0, 0) + TilePart(2, 0, 1) + TilePart(0, 1, 2)}) {
    const TileParts parts = FindTileParts(MainHeader() + tiles + kEnd);
    EXPECT_EQ(parts.missing, "");
    EXPECT_TRUE(parts.ended);
    EXPECT_FALSE(parts.checked);
  }
}

TEST(TilePartsTest, TheEndMarkerIsAMatterOfItsOwn) {
  for (const std::string& behind : {""s, "\xFF"s, "zeros\0\0\0"s}) {
    const TileParts parts = FindTileParts(MainHeader() + kTiles + behind);
    EXPECT_EQ(parts.missing, "");
    EXPECT_FALSE(parts.ended);
  }
}

TEST(TilePartsTest, CountsMissingTilesAndParts) {
  EXPECT_EQ(FindTileParts(MainHeader() + TilePart(1, 0, 1) + kEnd).missing,
            "it lacks 2 of its 3 tiles");
  EXPECT_EQ(FindTileParts(MainHeader() + kEnd).missing, "it lacks 3 of its 3 tiles");
  EXPECT_EQ(
      FindTileParts(MainHeader() + TilePart(0, 0, 2) + TilePart(1, 0, 1) + TilePart(2, 0, 1) + kEnd)
          .missing,
      "it lacks parts of 1 of its 3 tiles");
}

TEST(TilePartsTest, NoticesACutAnywhereInATile) {
  const std::string whole = MainHeader() + kTiles;
  for (size_t length = MainHeader().size(); length < whole.size(); ++length) {
    EXPECT_NE(FindTileParts(whole.substr(0, length)).missing, "") << length;
  }
  const std::string last = TilePart(2, 0, 1);
  EXPECT_EQ(FindTileParts(whole.substr(0, whole.size() - 1)).cut_off_at,
            whole.size() - last.size());
  EXPECT_EQ(FindTileParts(whole).cut_off_at, std::nullopt);
}

TEST(TilePartsTest, ATileWithoutALengthNeedsTheEndMarker) {
  std::string endless = TilePart(2, 0, 1);
  endless.replace(6, 4, Big(0, 4));
  const std::string file = MainHeader() + TilePart(0, 0, 1) + TilePart(1, 0, 1) + endless;
  EXPECT_EQ(FindTileParts(file + kEnd).missing, "");
  EXPECT_TRUE(FindTileParts(file + kEnd).ended);
  EXPECT_THAT(FindTileParts(file).missing, HasSubstr("last tile"));
}

TEST(TilePartsTest, TellsWhetherDamagedDataIsNoticed) {
  EXPECT_TRUE(FindTileParts(MainHeader(0x10) + kTiles).checked);
  EXPECT_TRUE(FindTileParts(MainHeader(0x40) + kTiles).checked);
  EXPECT_FALSE(FindTileParts(MainHeader(0x2F) + kTiles).checked);
}

TEST(TilePartsTest, BearsAnyBytes) {
  const std::string whole = MainHeader() + kTiles + kEnd;
  for (size_t at = 4; at < whole.size(); ++at) {
    std::string damaged = whole;
    for (const char byte : {'\0', '\xFF', '\x01'}) {
      damaged[at] = byte;
      (void)FindTileParts(damaged);
    }
    (void)FindTileParts(whole.substr(0, at));
  }
}

}  // namespace
}  // namespace photomill::jpeg2000
