// Damaged and incomplete TIFFs.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/golden/tiff/tiff_pages.h"
#include "tests/support/tiff_drawing.h"

namespace photomill {
namespace {

using test::DrawTiff;
using test::TiffDrawing;

// A fax-coded line drawing.
TiffDrawing Fax(uint16_t compression) {
  TiffDrawing page{.width = 200, .height = 120};
  page.bits = 1;
  page.photometric = kWhiteIsZero;
  page.compression = compression;
  page.rows_per_strip = 30;
  for (uint32_t y = 0; y < page.height; ++y) {
    for (uint32_t x = 0; x < 25; ++x) {
      page.rows.push_back(static_cast<char>((x * 37 + y * y * 11) % 7 == 0 ? 0x3C : 0));
    }
  }
  return page;
}

TEST_F(TiffTest, FaxCodesAreDecodedAndCheckedRowByRow) {
  for (const uint16_t compression : {kFax3, kFax4}) {
    TiffDrawing plain = Fax(1);
    const std::string file = DrawTiff(Fax(compression));
    EXPECT_EQ(Compare(Decoded(file), Decoded(DrawTiff(plain))).largest, 0) << compression;
    std::string damaged = file;
    for (size_t i = 60; i < 76; ++i) damaged[i] = '\x00';
    EXPECT_EQ(ReasonOf(damaged), Reason::kCorrupt) << compression;
    EXPECT_TRUE(DecodeUndamaged(damaged).ok()) << compression;
  }
}

TEST_F(TiffTest, ALargeBlankDrawingIsDecoded) {
  TiffDrawing page{.width = 12000, .height = 9000};
  page.bits = 1;
  page.photometric = kWhiteIsZero;
  page.compression = kFax4;
  page.rows.assign(size_t{1500} * 9000, '\0');
  const Picture picture = Decoded(DrawTiff(page));
  ASSERT_EQ(picture.planes.size(), 1U);
  EXPECT_EQ(picture.planes[0].samples.front(), 255);
  EXPECT_EQ(picture.planes[0].samples.back(), 255);
}

TEST_F(TiffTest, OfADamagedStripTheOthersAreKept) {
  const Picture picture = test::PhotographLike(64, 60);
  TiffDrawing page = PageOf(picture);
  page.compression = kDeflate;
  page.rows_per_strip = 20;
  std::string file = DrawTiff(page);
  // libtiff writes the strips one after the other from byte 8 on, with about the same length.
  const size_t middle = file.size() / 2;
  for (size_t i = 0; i < 8; ++i) file[middle + i] = '\xFF';
  EXPECT_EQ(ReasonOf(file), Reason::kCorrupt);
  const Result<DecodedPicture> part = DecodeUndamaged(file);
  ASSERT_TRUE(part.ok()) << part.failure().detail;
  EXPECT_EQ(part->warning.kinds.First(), Warning::kPartlyDecoded);
  for (uint32_t x = 0; x < 64; ++x) {
    EXPECT_EQ(At(part->picture, x, 19), At(picture, x, 19));
    EXPECT_EQ(At(part->picture, x, 39), (Colour{128, 128, 128, 255}));
    EXPECT_EQ(At(part->picture, x, 40), At(picture, x, 40));
  }
}

TEST_F(TiffTest, AMissingTileIsGrey) {
  const Picture picture = test::PhotographLike(64, 64);
  TiffDrawing page = PageOf(picture);
  page.compression = kDeflate;
  page.tile = 32;
  std::string file = DrawTiff(page);
  file[8] = '\0';  // the first tile's header
  EXPECT_EQ(ReasonOf(file), Reason::kCorrupt);
  const Result<DecodedPicture> part = DecodeUndamaged(file);
  ASSERT_TRUE(part.ok()) << part.failure().detail;
  EXPECT_EQ(At(part->picture, 31, 31), (Colour{128, 128, 128, 255}));
  EXPECT_EQ(At(part->picture, 32, 31), At(picture, 32, 31));
  EXPECT_EQ(At(part->picture, 0, 32), At(picture, 0, 32));
}

TEST_F(TiffTest, StripsThatLieOutsideOfTheFileAreMissing) {
  for (const uint32_t offset : {0U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    std::string file = DrawTiff(Flat(kRgb, 8, {9, 90, 200}));
    PutEntry(file, 273, 4, 1, offset);
    EXPECT_EQ(ReasonOf(file), Reason::kCorrupt) << offset;
  }
}

// libtiff decodes these without an error, and leaves the old content of its buffer in the rest.
TEST_F(TiffTest, StripsAndTilesThatAreSmallerThanTheirPlaceAreMissing) {
  constexpr uint16_t kWebpInside = 50001;
  const TiffDrawing drawn = PageOf(test::PhotographLike(64, 64));
  for (const uint16_t compression : {kJpegInside, kWebpInside}) {
    TiffDrawing page = drawn;
    page.compression = compression;
    std::string narrow = DrawTiff(page);
    EXPECT_TRUE(DecodeFile(narrow).ok()) << compression;
    PutEntry(narrow, 256, 4, 1, 128);
    EXPECT_EQ(ReasonOf(narrow), Reason::kCorrupt) << compression;
  }
  TiffDrawing page = drawn;
  page.compression = kJpegInside;
  page.tile = 32;
  std::string low = DrawTiff(page);
  EXPECT_TRUE(DecodeFile(low).ok());
  PutEntry(low, 323, 4, 1, 64);
  EXPECT_EQ(ReasonOf(low), Reason::kCorrupt);
  const Result<DecodedPicture> part = DecodeUndamaged(low);
  ASSERT_FALSE(part.ok()) << "none of its tiles is large enough";
  EXPECT_EQ(part.failure().reason, Reason::kCorrupt);
}

TEST_F(TiffTest, PalettesOfImpossibleDepthsAreRefused) {
  TiffDrawing page = Flat(kRgb, 8, {9, 90, 200});
  for (const uint32_t bits : {0U, 17U, 64U, 65535U}) {
    std::string file = DrawTiff(page);
    PutEntry(file, 262, 3, 1, 3);
    PutEntry(file, 258, 3, 1, bits);
    EXPECT_EQ(ReasonOf(file), Reason::kFormatNotAllowed) << bits;
  }
}

}  // namespace
}  // namespace photomill
