// All kinds of TIFF, written here with libtiff: the colours of their samples, the choice of the
// image, damage.
#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "tests/golden/golden.h"
#include "tests/support/tiff_drawing.h"

namespace photomill {
namespace {

using TiffTest = GoldenTest;
using test::DrawTiff;
using test::RowsOf;
using test::TiffDrawing;

constexpr uint16_t kWhiteIsZero = 0;
constexpr uint16_t kBlackIsZero = 1;
constexpr uint16_t kRgb = 2;
constexpr uint16_t kPalette = 3;
constexpr uint16_t kCmyk = 5;
constexpr uint16_t kYcc = 6;
constexpr uint16_t kIccLab = 9;

constexpr uint16_t kFax3 = 3;
constexpr uint16_t kFax4 = 4;
constexpr uint16_t kLzw = 5;
constexpr uint16_t kJpegInside = 7;
constexpr uint16_t kDeflate = 8;

constexpr uint32_t kWidth = 37;
constexpr uint32_t kHeight = 21;

// A page whose px are all equal.
TiffDrawing Flat(uint16_t photometric, uint16_t bits, const std::vector<uint32_t>& px) {
  TiffDrawing page{.width = kWidth, .height = kHeight};
  page.photometric = photometric;
  page.bits = bits;
  page.samples = static_cast<uint16_t>(px.size());
  page.rows = RowsOf(kWidth, kHeight, bits, px);
  return page;
}

// Checks every px, within `tolerance`.
void ExpectColour(const std::string& file, const Colour& colour, const std::string& what,
                  int tolerance = 1) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  ASSERT_TRUE(decoded.ok()) << what << ": " << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.text, "") << what;
  const Picture& picture = decoded->picture;
  for (uint32_t y = 0; y < picture.height; ++y) {
    for (uint32_t x = 0; x < picture.width; ++x) {
      for (size_t i = 0; i < 4; ++i) {
        ASSERT_NEAR(At(picture, x, y)[i], colour[i], tolerance)
            << what << ", channel " << i << " at " << x << ", " << y;
      }
    }
  }
}

Reason ReasonOf(const std::string& file) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  EXPECT_FALSE(decoded.ok());
  return decoded.ok() ? Reason::kInternal : decoded.failure().reason;
}

Result<DecodedPicture> DecodeUndamaged(std::string_view file) {
  const Result<PictureHeader> header = ReadPictureHeader(file, {.cut_off_too = true});
  if (!header) return header.failure();
  return DecodePicture(file, *header, 1, ColourRule::kSrgb, Damage::kKeep);
}

// A page with the samples of `picture`.
TiffDrawing PageOf(const Picture& picture) {
  TiffDrawing page{.width = picture.width, .height = picture.height};
  page.photometric = picture.planes.size() < 3 ? kBlackIsZero : kRgb;
  page.samples = static_cast<uint16_t>(picture.planes.size());
  for (size_t i = 0; i < picture.planes[0].samples.size(); ++i) {
    for (const Plane& plane : picture.planes) {
      page.rows.push_back(static_cast<char>(plane.samples[i]));
    }
  }
  return page;
}

// --- Depths ----------------------------------------------------------------------------------
TEST_F(TiffTest, GreysOfEachDepthAreScaledBothWaysRound) {
  for (uint32_t bits = 1; bits <= 16; ++bits) {
    const uint32_t largest = (1U << bits) - 1;
    for (const uint32_t level : {0U, 1U, largest / 3, largest}) {
      const auto grey = static_cast<int>(std::lround(255.0 * level / largest));
      const std::string what = std::to_string(bits) + " bits, " + std::to_string(level);
      const auto depth = static_cast<uint16_t>(bits);
      ExpectColour(DrawTiff(Flat(kBlackIsZero, depth, {level})), {grey, grey, grey, 255}, what, 0);
      const int white = 255 - grey;
      ExpectColour(DrawTiff(Flat(kWhiteIsZero, depth, {level})), {white, white, white, 255},
                   what + ", white is zero", bits > 8 ? 1 : 0);
    }
  }
}

TEST_F(TiffTest, GreysStayGrey) {
  for (const uint16_t bits : {uint16_t{1}, uint16_t{4}, uint16_t{8}, uint16_t{16}}) {
    EXPECT_EQ(Decoded(DrawTiff(Flat(kWhiteIsZero, bits, {1}))).colour, ColourModel::kGrey) << bits;
  }
}

TEST_F(TiffTest, ColoursOfEachDepthAreScaled) {
  for (uint32_t bits = 2; bits <= 16; ++bits) {
    const uint32_t largest = (1U << bits) - 1;
    const auto green = static_cast<int>(std::lround(255.0 * (largest / 2) / largest));
    ExpectColour(DrawTiff(Flat(kRgb, static_cast<uint16_t>(bits), {largest, largest / 2, 0})),
                 {255, green, 0, 255}, std::to_string(bits) + " bits", 0);
  }
}

TEST_F(TiffTest, NumbersOf32BitsAndFractionsGoFromBlackToWhite) {
  ExpectColour(DrawTiff(Flat(kBlackIsZero, 32, {0x40000000})), {64, 64, 64, 255}, "32 bits");
  const auto fraction = [](float value) {
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof(bits));
    TiffDrawing page = Flat(kBlackIsZero, 32, {bits});
    page.sample_format = 3;
    return DrawTiff(page);
  };
  ExpectColour(fraction(0.25F), {64, 64, 64, 255}, "a quarter");
  ExpectColour(fraction(7), {255, 255, 255, 255}, "brighter than white");
  ExpectColour(fraction(-1), {0, 0, 0, 255}, "darker than black");
  ExpectColour(fraction(NAN), {0, 0, 0, 255}, "not a number");
  TiffDrawing half = Flat(kRgb, 16, {0x3C00, 0x3800, 0x3400});  // 1, 1/2, 1/4
  half.sample_format = 3;
  ExpectColour(DrawTiff(half), {255, 128, 64, 255}, "16-bit fractions");
}

// --- Alpha -----------------------------------------------------------------------------------
TEST_F(TiffTest, OnlySamplesThatSayToBeAlphaAre) {
  constexpr uint16_t kUnspecified = 0;
  constexpr uint16_t kUnassociated = 2;
  struct Case {
    std::vector<uint16_t> extra;
    std::vector<uint32_t> px;
    int alpha = 255;
  };
  for (const Case& one :
       {Case{{kUnspecified}, {200, 100, 50, 0}}, Case{{kUnassociated}, {200, 100, 50, 90}, 90},
        Case{{kUnspecified, kUnassociated}, {200, 100, 50, 0, 90}, 90},
        Case{{kUnassociated, kUnspecified}, {200, 100, 50, 90, 0}, 90},
        Case{{kUnspecified, kUnspecified}, {200, 100, 50, 0, 90}}, Case{{}, {200, 100, 50, 0}}}) {
    for (const bool separate : {false, true}) {
      TiffDrawing page = Flat(kRgb, 8, one.px);
      page.extra = one.extra;
      page.separate = separate;
      ExpectColour(DrawTiff(page), {200, 100, 50, one.alpha},
                   std::to_string(one.px.size()) + " samples", 0);
    }
  }
  TiffDrawing grey = Flat(kBlackIsZero, 8, {70, 200});
  grey.extra = {kUnassociated};
  ExpectColour(DrawTiff(grey), {70, 70, 70, 200}, "grey", 0);
  grey.separate = true;
  ExpectColour(DrawTiff(grey), {70, 70, 70, 200}, "grey and alpha in planes", 0);
  grey.extra = {kUnspecified};
  ExpectColour(DrawTiff(grey), {70, 70, 70, 255}, "grey and an unspecified sample", 0);
}

TEST_F(TiffTest, ColoursThatAlphaIsMultipliedIntoAreDivided) {
  TiffDrawing page = Flat(kRgb, 8, {100, 50, 25, 128});
  page.extra = {1};
  ExpectColour(DrawTiff(page), {199, 100, 50, 128}, "8 bits");
  TiffDrawing deep = Flat(kRgb, 16, {100 * 257, 50 * 257, 25 * 257, 128 * 257});
  deep.extra = {1};
  ExpectColour(DrawTiff(deep), {199, 100, 50, 128}, "16 bits");
}

TEST_F(TiffTest, SpotColoursBesideInksAreNeitherAlphaNorInks) {
  const Picture plain = Decoded(DrawTiff(Flat(kCmyk, 8, {200, 40, 10, 30})));
  const Colour inks = At(plain, 0, 0);
  EXPECT_LT(inks[0], inks[2]);  // cyan
  for (const bool separate : {false, true}) {
    TiffDrawing spot = Flat(kCmyk, 8, {200, 40, 10, 30, 0, 255});
    spot.extra = {0, 0};
    spot.separate = separate;
    ExpectColour(DrawTiff(spot), inks, "spots", 0);
    TiffDrawing alpha = Flat(kCmyk, 8, {200, 40, 10, 30, 0, 77});
    alpha.extra = {0, 2};
    alpha.separate = separate;
    ExpectColour(DrawTiff(alpha), {inks[0], inks[1], inks[2], 77}, "a spot and alpha", 0);
  }
}

// --- Layout ----------------------------------------------------------------------------------
TEST_F(TiffTest, TheSamePictureLiesInStripsTilesAndPlanes) {
  for (const bool grey : {false, true}) {
    Picture picture = test::PhotographLike(101, 67);
    if (grey) {
      picture.planes.resize(1);
      picture.colour = ColourModel::kGrey;
    }
    for (const uint16_t compression : {uint16_t{1}, kLzw, kDeflate, uint16_t{32773}}) {
      for (const bool separate : {false, true}) {
        for (const uint32_t tile : {0U, 16U, 48U}) {
          for (const char* mode : {"wl", "wb", "wl8", "wb8"}) {
            TiffDrawing page = PageOf(picture);
            page.compression = compression;
            page.separate = separate;
            page.tile = tile;
            page.rows_per_strip = 10;
            const Picture decoded = Decoded(DrawTiff(page, mode));
            ASSERT_EQ(Compare(decoded, picture).largest, 0)
                << compression << ", planes " << separate << ", tile " << tile << ", " << mode;
          }
        }
      }
    }
  }
}

TEST_F(TiffTest, JpegsInsideAreDecodedInStripsAndTiles) {
  const Picture picture = test::PhotographLike(160, 112);
  for (const uint16_t photometric : {kRgb, kYcc}) {
    for (const uint32_t tile : {0U, 64U}) {
      TiffDrawing page = PageOf(picture);
      page.photometric = photometric;
      page.compression = kJpegInside;
      page.tile = tile;
      page.rows_per_strip = 32;
      EXPECT_LT(Compare(Decoded(DrawTiff(page)), picture).mean, 4) << photometric << ' ' << tile;
    }
  }
  TiffDrawing inks = Flat(kCmyk, 8, {200, 40, 10, 30});
  inks.width = inks.height = 32;  // whole tiles
  inks.rows = RowsOf(32, 32, 8, {200, 40, 10, 30});
  const Colour colour = At(Decoded(DrawTiff(inks)), 0, 0);
  inks.compression = kJpegInside;
  inks.tile = 16;
  ExpectColour(DrawTiff(inks), colour, "inks", 3);
}

TEST_F(TiffTest, PalettesOf16AndOf8BitsAreLookedUp) {
  std::vector<uint16_t> palette(48, 0);
  palette[5] = 200;
  palette[16 + 5] = 100;
  palette[32 + 5] = 50;
  TiffDrawing page = Flat(kPalette, 4, {5});
  page.palette = palette;
  ExpectColour(DrawTiff(page), {200, 100, 50, 255}, "8 bits", 0);
  for (uint16_t& entry : page.palette) entry = static_cast<uint16_t>(entry * 257);
  ExpectColour(DrawTiff(page), {200, 100, 50, 255}, "16 bits", 0);
  ExpectColour(DrawTiff(page, "wb"), {200, 100, 50, 255}, "the other byte order", 0);
}

// Blocks of 2 x 2 px: four luma values, then one Cb and one Cr.
TEST_F(TiffTest, ChromaOfSeveralPxIsTheirs) {
  TiffDrawing page{.width = 32, .height = 16};
  page.photometric = kYcc;
  page.samples = 3;
  page.chroma = {2, 2};
  for (int i = 0; i < 16 * 8; ++i) page.rows += "\x80\x80\x80\x80\x40\xC0";
  // 128 + 1.402 * 64, 128 + 0.344 * 64 - 0.714 * 64, 128 - 1.772 * 64
  ExpectColour(DrawTiff(page), {218, 104, 15, 255}, "uncompressed", 2);
}

// libtiff's own buffer has a multiple of 1,024 bytes; tiles of this kind need not.
TEST_F(TiffTest, UncompressedTilesOfYccMayHaveAnySize) {
  for (const uint32_t tile : {16U, 48U, 64U, 240U}) {
    for (const uint16_t chroma : {uint16_t{1}, uint16_t{2}}) {
      TiffDrawing page{.width = kWidth, .height = kHeight};
      page.photometric = kYcc;
      page.samples = 3;
      page.bits = 8;
      page.chroma = {chroma, chroma};
      page.tile = tile;
      const size_t blocks = size_t{tile} / chroma * (tile / chroma);
      std::string coded;
      for (size_t i = 0; i < blocks; ++i) {
        coded.append(size_t{chroma} * chroma, '\x64').append(2, '\x80');
      }
      const size_t tiles = size_t{(kWidth + tile - 1) / tile} * ((kHeight + tile - 1) / tile);
      page.coded.assign(tiles, coded);
      ExpectColour(DrawTiff(page), {100, 100, 100, 255},
                   std::to_string(tile) + " px, chroma " + std::to_string(chroma));
    }
  }
}

TEST_F(TiffTest, LabOfIccHasItsZeroInTheMiddle) {
  ExpectColour(DrawTiff(Flat(kIccLab, 8, {255, 128, 128})), {255, 255, 255, 255}, "white", 1);
  ExpectColour(DrawTiff(Flat(kIccLab, 16, {0xFF00, 0x8000, 0x8000})), {255, 255, 255, 255},
               "16-bit white", 1);
  const Picture red = Decoded(DrawTiff(Flat(kIccLab, 8, {138, 208, 195})));  // 54, 80, 67
  EXPECT_GT(At(red, 0, 0)[0], 240);
  EXPECT_LT(At(red, 0, 0)[1], 30);
}

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
// Overwrites the entry of a tag in a little-endian file.
void PutEntry(std::string& file, uint16_t tag, uint16_t type, uint32_t count, uint32_t value) {
  const auto number = [&](size_t at, size_t bytes) {
    uint32_t read = 0;
    std::memcpy(&read, file.data() + at, bytes);
    return read;
  };
  const size_t directory = number(4, 4);
  for (size_t i = 0; i < number(directory, 2); ++i) {
    const size_t at = directory + 2 + i * 12;
    if (number(at, 2) != tag) continue;
    std::memcpy(file.data() + at + 2, &type, 2);
    std::memcpy(file.data() + at + 4, &count, 4);
    std::memcpy(file.data() + at + 8, &value, 4);
    return;
  }
  FAIL() << "no tag " << tag;
}

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

// --- Damage --------------------------------------------------------------------------------------
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
