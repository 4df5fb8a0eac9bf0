// The estimate covers the memory that decoding and deriving really use.
#include "worker/image/estimates.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

uint64_t Expected(const PictureHeader& header) {
  return ExpectedMemory(header,
                        MakeDerivePlan(DefaultRecipe(), {header.width, header.height,
                                                         header.orientation, header.scaled_decode}),
                        DefaultRecipe());
}

PictureHeader Header(uint32_t width, uint32_t height, PictureFormat format = PictureFormat::kJpeg) {
  PictureHeader header;
  header.format = format;
  header.width = width;
  header.height = height;
  return header;
}

TEST(ExpectedMemoryTest, CoversTheDecodedPixels) {
  const uint64_t bmp = Expected(Header(4000, 3000, PictureFormat::kBmp));
  EXPECT_GE(bmp, 4000ULL * 3000 * 3) << "row by row into its planes";
  const uint64_t tiff = Expected(Header(4000, 3000, PictureFormat::kTiff));
  EXPECT_GE(tiff, 4000ULL * 3000 * 3) << "strip by strip into its planes";
  const uint64_t avif = Expected(Header(4000, 3000, PictureFormat::kAvif));
  EXPECT_GE(avif, 4000ULL * 3000 * (13 + 6 + 3)) << "libaom's own memory, two frames, the planes";
  EXPECT_LE(avif, 4000ULL * 3000 * 40);
}

TEST(ExpectedMemoryTest, AJpegTakesItsPlanesOnly) {
  const uint64_t jpeg = Expected(Header(4000, 3000));
  EXPECT_GE(jpeg, 4000ULL * 3000 * 3);
  EXPECT_LE(jpeg, 4000ULL * 3000 * 12);
  PictureHeader inks = Header(4000, 3000);
  inks.channels = 4;
  EXPECT_GE(Expected(inks), 4000ULL * 3000 * 3) << "its inks are converted row by row";
}

TEST(ExpectedMemoryTest, AnInterlacedPngIsHeldTwice) {
  PictureHeader png = Header(4000, 3000, PictureFormat::kPng);
  const uint64_t plain = Expected(png);
  png.interlaced = true;
  png.bits = 16;
  EXPECT_GE(Expected(png), 4000ULL * 3000 * (3 + 6));
  EXPECT_GT(Expected(png), plain);
}

TEST(ExpectedMemoryTest, GrowsWithAreaAlphaAndCoefficients) {
  const PictureHeader header = Header(4000, 3000);
  EXPECT_GT(Expected(Header(8000, 6000)), Expected(header));
  PictureHeader alpha = header;
  alpha.has_alpha = true;
  EXPECT_GT(Expected(alpha), Expected(header));
  PictureHeader progressive = header;
  progressive.coefficient_bytes = 1ULL << 32;
  EXPECT_GT(Expected(progressive), 1ULL << 32);
}

TEST(ExpectedMemoryTest, CoversACopyInFullSize) {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.resize(1);
  recipe.derivatives[0].width = recipe.derivatives[0].height = 0;
  PictureHeader header = Header(4000, 3000);
  header.scaled_decode = true;
  const uint64_t expected =
      ExpectedMemory(header, MakeDerivePlan(recipe, {4000, 3000, 1, true}), recipe);
  // The decoded planes, the copy, and the encoder's coefficients.
  EXPECT_GE(expected, 4000ULL * 3000 * (3 + 3 + 3));
  EXPECT_LE(expected, 4000ULL * 3000 * 40);
}

// Measured: 360 MB in total for 3840 x 2160 px.
TEST(ExpectedMemoryTest, LosslessWebpTakesMuchMore) {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.resize(1);
  Derivative& copy = recipe.derivatives[0];
  copy.width = copy.height = 0;
  copy.format = OutputFormat::kWebp;
  copy.encoding.lossless = true;
  const PictureHeader header = Header(3840, 2160);
  const uint64_t expected =
      ExpectedMemory(header, MakeDerivePlan(recipe, {3840, 2160, 1, true}), recipe);
  EXPECT_GE(expected, 310'000'000U);
  EXPECT_LE(expected, 450'000'000U);
}

uint64_t Work(PictureFormat source, const Derivative& derivative) {
  const PictureHeader header = Header(1000, 1000, source);
  const Recipe recipe{{derivative}};
  return ExpectedWork(header, MakeDerivePlan(recipe, {1000, 1000, 1, false}), recipe);
}

TEST(ExpectedWorkTest, SlowSearchesForASmallFileCountTheirOutputManyTimes) {
  Derivative copy = DefaultRecipe().derivatives[0];
  copy.width = copy.height = 0;
  EXPECT_EQ(Work(PictureFormat::kJpeg, copy), 1'000'000U);
  copy.format = OutputFormat::kWebp;
  EXPECT_EQ(Work(PictureFormat::kJpeg, copy), 1'000'000U);
  copy.encoding.lossless = true;
  EXPECT_EQ(Work(PictureFormat::kJpeg, copy), 11'000'000U);
  copy.format = OutputFormat::kPng;
  copy.encoding = {};
  EXPECT_EQ(Work(PictureFormat::kJpeg, copy), 1'000'000U);
  copy.encoding.level = 9;
  EXPECT_EQ(Work(PictureFormat::kJpeg, copy), 11'000'000U);
}

// A setting counts for sources whose format supports it.
TEST(ExpectedWorkTest, ACopyInItsOwnFormatCountsAsThatFormat) {
  Derivative copy = DefaultRecipe().derivatives[0];
  copy.width = copy.height = 0;
  copy.format = OutputFormat::kSame;
  copy.encoding.lossless = true;
  EXPECT_EQ(Work(PictureFormat::kWebp, copy), 11'000'000U);
  EXPECT_EQ(Work(PictureFormat::kJpeg, copy), 1'000'000U);
  EXPECT_EQ(Work(PictureFormat::kGif, copy), 1'000'000U);
}

TEST(ExpectedMemoryTest, ScaledDecodingTakesLess) {
  PictureHeader header = Header(16000, 12000);
  const uint64_t whole = Expected(header);
  header.scaled_decode = true;
  EXPECT_LT(Expected(header), whole / 2);
}

}  // namespace
}  // namespace photomill
