// All kinds of TIFF, written here with libtiff: the colours of their samples, and how they are laid
// out.
#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "tests/golden/golden.h"
#include "tests/golden/tiff/tiff_pages.h"
#include "tests/support/tiff_drawing.h"

namespace photomill {
namespace {

using test::DrawTiff;
using test::RowsOf;
using test::TiffDrawing;

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

}  // namespace
}  // namespace photomill
