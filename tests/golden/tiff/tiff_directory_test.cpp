// What a TIFF's directories say: which image is used, tags that are odd or missing, kinds that are
// not decoded.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/golden/tiff/tiff_pages.h"
#include "tests/support/tiff_drawing.h"

namespace photomill {
namespace {

using test::DrawTiff;
using test::RowsOf;
using test::TiffDrawing;

// --- The image that is used ---------------------------------------------------------------------
TEST_F(TiffTest, PreviewsAndMasksAreNoPages) {
  TiffDrawing preview = Flat(kRgb, 8, {255, 0, 0});
  preview.subfile = 1;
  TiffDrawing mask = Flat(kBlackIsZero, 1, {1});
  mask.subfile = 4;
  TiffDrawing full = Flat(kRgb, 8, {0, 0, 255});
  full.width = 5;
  full.height = 40;
  full.rows = RowsOf(5, 40, 8, {0, 0, 255});
  full.orientation = 6;
  const std::string file = DrawTiff({preview, mask, full});
  ExpectColour(file, {0, 0, 255, 255}, "the full image", 0);
  const Picture decoded = Decoded(file);
  EXPECT_EQ(decoded.width, 40U);  // rotated
  EXPECT_EQ(decoded.height, 5U);
  const Result<DecodedPicture> two = DecodeFile(DrawTiff({preview, full, full}));
  ASSERT_TRUE(two.ok());
  EXPECT_THAT(two->warning.text, testing::HasSubstr("it has 2 images"));
  const Result<DecodedPicture> none = DecodeFile(DrawTiff({preview, mask}));
  ASSERT_TRUE(none.ok()) << none.failure().detail;
  EXPECT_EQ(At(none->picture, 0, 0), (Colour{255, 0, 0, 255}));
}

// --- Tags --------------------------------------------------------------------------------------
TEST_F(TiffTest, ImpossibleOrientationsAreNone) {
  TiffDrawing page = Flat(kRgb, 8, {9, 90, 200});
  page.orientation = 1;
  for (const uint32_t orientation : {0U, 9U, 65535U}) {
    std::string file = DrawTiff(page);
    PutEntry(file, 274, 3, 1, orientation);
    ExpectColour(file, {9, 90, 200, 255}, "orientation " + std::to_string(orientation), 0);
    EXPECT_EQ(Decoded(file).width, kWidth);
  }
}

TEST_F(TiffTest, AnOrientationOfAnyWholeNumberIsTaken) {
  TiffDrawing page = Flat(kRgb, 8, {9, 90, 200});
  page.orientation = 1;
  for (const uint16_t type : {uint16_t{1}, uint16_t{3}, uint16_t{4}, uint16_t{8}, uint16_t{9}}) {
    std::string file = DrawTiff(page);
    PutEntry(file, 274, type, 1, 6);
    EXPECT_EQ(Decoded(file).width, kHeight) << "type " << type;
  }
}

TEST_F(TiffTest, CompressedStripsNeedNoRowsPerStrip) {
  for (const uint16_t compression : {kLzw, kDeflate}) {
    TiffDrawing page = Flat(kCmyk, 8, {200, 40, 10, 30});
    page.compression = compression;
    const std::string file = DrawTiff(page);
    std::string without = file;
    PutEntry(without, 278, 4, 1, 0);
    EXPECT_EQ(Compare(Decoded(without), Decoded(file)).largest, 0) << compression;
  }
}

TEST_F(TiffTest, WhatStandsBesideThePictureIsNoFailure) {
  std::string file = DrawTiff(Flat(kRgb, 8, {9, 90, 200}));
  PutEntry(file, 284, 3, 7, 1);  // more planar configurations than fit into the field
  ExpectColour(file, {9, 90, 200, 255}, "an odd count", 0);
}

// --- Unsupported kinds ---------------------------------------------------------------------------
TEST_F(TiffTest, CompressionsThatAreNotDecodedAreNamed) {
  for (const uint32_t compression : {33003U, 33005U, 34712U, 34934U, 65000U}) {
    std::string file = DrawTiff(Flat(kRgb, 8, {9, 90, 200}));
    PutEntry(file, 259, 3, 1, compression);
    EXPECT_EQ(ReasonOf(file), Reason::kFormatNotAllowed) << compression;
  }
  std::string file = DrawTiff(Flat(kRgb, 8, {9, 90, 200}));
  PutEntry(file, 259, 3, 1, 33003);
  EXPECT_THAT(DecodeFile(file).failure().detail, testing::HasSubstr("JPEG 2000"));
}

}  // namespace
}  // namespace photomill
