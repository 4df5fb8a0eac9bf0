// The estimate covers the memory that decoding and deriving really use.
#include "worker/image/estimates.h"

#include <gtest/gtest.h>

#include "tests/support/pictures.h"
#include "tests/support/tiff_drawing.h"
#include "worker/image/format_table.h"

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

TEST(ExpectedMemoryTest, AGreyPictureTakesOnePlane) {
  constexpr uint64_t kPixels = 40'000ULL * 25'000;
  PictureHeader grey = Header(40'000, 25'000, PictureFormat::kTiff);
  EXPECT_GE(Expected(grey), 3 * kPixels);
  grey.grey = true;
  EXPECT_GE(Expected(grey), kPixels);
  EXPECT_LE(Expected(grey), kPixels * 11 / 10);
  grey.has_alpha = true;
  EXPECT_GE(Expected(grey), 2 * kPixels);
  EXPECT_LE(Expected(grey), kPixels * 22 / 10);
  PictureHeader png = Header(40'000, 25'000, PictureFormat::kPng);
  png.grey = png.interlaced = true;
  png.bits = 16;
  EXPECT_GE(Expected(png), kPixels * (1 + 2));
  EXPECT_LE(Expected(png), kPixels * 32 / 10);
}

// Around a grey picture and through its alpha, a background of any colour can be seen.
TEST(ExpectedMemoryTest, AGreyPictureOnABackgroundTakesThreePlanes) {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.resize(1);
  Derivative& square = recipe.derivatives[0];
  square.fit = Fit::kContain;
  square.width = square.height = 4000;
  PictureHeader grey = Header(4000, 1000, PictureFormat::kPng);
  grey.grey = true;
  const auto expected = [&] {
    const SourceShape shape = {grey.width, grey.height, grey.orientation, grey.scaled_decode};
    return ExpectedMemory(grey, MakeDerivePlan(recipe, shape), recipe);
  };
  EXPECT_GE(expected(), 4000ULL * 4000 * (2 * 3 + 1));
  square.fit = Fit::kInside;
  const uint64_t whole = expected();
  EXPECT_LE(whole, 4000ULL * 1000 * (2 + 2 * 1 + 10) + (16U << 20));
  grey.has_alpha = true;
  EXPECT_GE(expected(), whole + 4000ULL * 1000 * (1 + 2 * 3));
}

// --- What decoders really return

std::string GreyTiff(uint16_t bits, uint16_t photometric, uint16_t samples) {
  test::TiffDrawing page{.width = 40, .height = 30};
  page.bits = bits;
  page.photometric = photometric;
  page.samples = samples;
  if (samples == 2) page.extra = {2};
  page.rows = test::RowsOf(40, 30, bits, std::vector<uint32_t>(samples, 1));
  return test::DrawTiff(page);
}

std::string GreyFile(const char* format, uint32_t depth, bool alpha) {
  Picture picture = alpha ? test::PhotographWithAlpha(40, 30) : test::PhotographLike(40, 30);
  picture.planes.erase(picture.planes.begin() + 1, picture.planes.begin() + 3);
  picture.colour = ColourModel::kGrey;
  test::FileSpec spec;
  spec.format = format;
  spec.depth = depth;
  return test::MakeFile(picture, spec);
}

void ExpectPlanes(const std::string& bytes, const std::string& what, uint64_t least_bytes,
                  uint64_t most_bytes) {
  const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
  ASSERT_TRUE(header.ok()) << what << ": " << header.failure().detail;
  const Result<Frame> frame = RowOf(header->format).decode(bytes, *header, {});
  ASSERT_TRUE(frame.ok()) << what << ": " << frame.failure().detail;
  uint64_t samples = 0;
  for (const Plane& plane : frame->picture.planes) samples += plane.samples.size();
  const uint64_t pixels = uint64_t{header->width} * header->height;
  EXPECT_LE(samples, pixels * PlaneBytes(*header)) << what;
  EXPECT_GE(PlaneBytes(*header), least_bytes) << what;
  EXPECT_LE(PlaneBytes(*header), most_bytes) << what;
}

TEST(PlaneBytesTest, AreThoseOfADecodedGreyPicture) {
  ExpectPlanes(GreyFile("JPEG", 8, false), "JPEG", 1, 1);
  ExpectPlanes(GreyFile("PNG", 8, false), "PNG", 1, 1);
  ExpectPlanes(GreyFile("PNG", 16, false), "PNG with 16 bits", 1, 1);
  ExpectPlanes(GreyFile("PNG", 8, true), "PNG with alpha", 2, 2);
  ExpectPlanes("P4\n40 30\n" + std::string(5 * 30, 'U'), "PBM", 1, 1);
  ExpectPlanes("P5\n40 30\n255\n" + std::string(40 * 30, 'U'), "PGM", 1, 1);
  ExpectPlanes("P7\nWIDTH 40\nHEIGHT 30\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n" +
                   std::string(40 * 30 * 2, 'U'),
               "PAM with alpha", 2, 2);
  for (const uint16_t photometric : {uint16_t{0}, uint16_t{1}}) {
    ExpectPlanes(GreyTiff(1, photometric, 1), "bilevel TIFF", 1, 1);
    ExpectPlanes(GreyTiff(8, photometric, 1), "TIFF", 1, 1);
    ExpectPlanes(GreyTiff(16, photometric, 1), "TIFF with 16 bits", 1, 1);
    ExpectPlanes(GreyTiff(8, photometric, 2), "TIFF with alpha", 2, 2);
  }
}

TEST(PlaneBytesTest, CoverEveryOtherPicture) {
  for (const char* format : {"JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"}) {
    test::FileSpec spec;
    spec.format = format;
    ExpectPlanes(test::MakeFile(test::PhotographLike(40, 30), spec), format, 3, 4);
  }
  for (const char* format : {"GIF", "BMP"}) {
    ExpectPlanes(GreyFile(format, 8, false), std::string("grey ") + format, 3, 4);
  }
  test::FileSpec inks;
  inks.format = "TIFF";
  inks.cmyk = true;
  ExpectPlanes(test::MakeFile(test::PhotographLike(40, 30), inks), "CMYK TIFF", 3, 3);
  test::TiffDrawing page{.width = 40, .height = 30};
  page.photometric = 3;
  page.palette = std::vector<uint16_t>(3 * 256, 7);
  page.rows = std::string(40 * 30, '\1');
  ExpectPlanes(test::DrawTiff(page), "TIFF with a palette", 3, 3);
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
