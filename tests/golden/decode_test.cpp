// Files of all formats are decoded upright, in the right size, with the right samples.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/support/magick/second_opinion.h"
#include "tests/support/pictures.h"
#include "tests/support/tiff_files.h"

namespace photomill {
namespace {

using DecodeTest = GoldenTest;

// Four corners of different colours, the clearest way to distinguish orientations.
Picture Corners(uint32_t width, uint32_t height) {
  Picture picture{width, height, ColourModel::kRgb, {}, false};
  picture.planes.assign(3, {width, height, std::vector<uint8_t>(size_t{width} * height)});
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      const size_t at = size_t{y} * width + x;
      const bool right = x >= width / 2;
      const bool low = y >= height / 2;
      picture.planes[0].samples[at] = right ? 0 : 220;          // red on the left
      picture.planes[1].samples[at] = low ? 200 : 20;           // green below
      picture.planes[2].samples[at] = right != low ? 210 : 30;  // blue in two corners
    }
  }
  return picture;
}

void ExpectCorners(const Picture& picture, uint32_t width, uint32_t height,
                   const std::string& what) {
  ASSERT_EQ(picture.width, width) << what;
  ASSERT_EQ(picture.height, height) << what;
  const Picture wanted = Corners(width, height);
  for (const auto& [x, y] :
       {std::pair{3U, 3U}, {width - 4, 3U}, {3U, height - 4}, {width - 4, height - 4}}) {
    const Colour colour = At(picture, x, y);
    const Colour expected = At(wanted, x, y);
    for (size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(colour[i], expected[i], 12) << what << " " << x << "," << y;
  }
}

TEST_F(DecodeTest, AllEightOrientationsOfAllFormatsComeUpright) {
  constexpr uint32_t kWidth = 48;
  constexpr uint32_t kHeight = 32;
  for (uint32_t orientation = 1; orientation <= 8; ++orientation) {
    const Picture stored = test::StoredAs(Corners(kWidth, kHeight), orientation);
    const std::string exif = test::ExifBlock(orientation);
    const std::string which = " orientation " + std::to_string(orientation);

    test::FileSpec spec;
    spec.quality = 95;
    ExpectCorners(Decoded(test::JpegWithExif(test::MakeFile(stored, spec), exif)), kWidth, kHeight,
                  "JPEG" + which);
    spec.format = "PNG";
    ExpectCorners(Decoded(test::PngWithChunk(test::MakeFile(stored, spec), "eXIf", exif)), kWidth,
                  kHeight, "PNG" + which);
    spec.format = "WEBP";
    ExpectCorners(Decoded(test::WebpWithExif(test::MakeFile(stored, spec), exif)), kWidth, kHeight,
                  "WebP" + which);
    spec.format = "TIFF";
    spec.tiff_orientation = orientation;
    for (const char* compression : {"None", "LZW", "JPEG"}) {
      spec.compression = compression;
      ExpectCorners(Decoded(test::MakeFile(stored, spec)), kWidth, kHeight,
                    std::string("TIFF ") + compression + which);
    }
  }
}

TEST_F(DecodeTest, LosslessFormatsGiveTheVerySamples) {
  const Picture picture = test::PhotographLike(61, 43);
  for (const char* format : {"PNG", "BMP", "TIFF"}) {
    test::FileSpec spec;
    spec.format = format;
    spec.compression = std::string(format) == "TIFF" ? "LZW" : "";
    EXPECT_EQ(Compare(Decoded(test::MakeFile(picture, spec)), picture).largest, 0) << format;
  }
  test::FileSpec webp;
  webp.format = "WEBP";
  webp.quality = 101;  // lossless
  EXPECT_EQ(Compare(Decoded(test::MakeFile(picture, webp)), picture).largest, 0);
}

TEST_F(DecodeTest, LossyFormatsComeClose) {
  const Picture picture = test::PhotographLike(200, 150);
  EXPECT_LT(Compare(Decoded(test::MakeJpeg(200, 150, 90)), picture).mean, 4);
  EXPECT_LT(Compare(Decoded(test::MakeWebp(200, 150)), picture).mean, 4);
  EXPECT_LT(Compare(Decoded(test::MakeGif(200, 150)), picture).mean, 12);
}

// ImageMagick provides a second opinion on the same file. Lossy formats are rounded once more there,
// between Y, Cb and Cr and RGB.
TEST_F(DecodeTest, EveryFormatLooksAsInImageMagick) {
  for (const auto& [format, bound] :
       {std::pair{"JPEG", 2}, {"WEBP", 3}, {"PNG", 0}, {"GIF", 0}, {"BMP", 0}, {"TIFF", 0}}) {
    test::FileSpec spec;
    spec.format = format;
    const std::string bytes = test::MakeFile(test::PhotographLike(95, 63), spec);
    const Result<Picture> other = test::DecodeWithMagick(bytes, format);
    ASSERT_TRUE(other.ok()) << format << ": " << other.failure().detail;
    EXPECT_LE(Compare(Decoded(bytes), *other).largest, bound) << format;
  }
}

TEST_F(DecodeTest, ScaledDecodingIsExactlyAHalfAQuarterAnEighth) {
  for (const auto& [width, height] : {std::pair{1000U, 800U},
                                      {1001U, 801U},
                                      {1007U, 15U},
                                      {17U, 1023U},
                                      {4003U, 9U},
                                      {9U, 9U},
                                      {8U, 8U},
                                      {1U, 1U},
                                      {2049U, 1367U}}) {
    for (const bool progressive : {false, true}) {
      test::FileSpec spec;
      spec.progressive = progressive;
      const std::string jpeg = test::MakeFile(test::PhotographLike(width, height), spec);
      for (const uint32_t denominator : {1U, 2U, 4U, 8U}) {
        const Result<DecodedPicture> decoded = DecodeFile(jpeg, denominator);
        ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
        EXPECT_EQ(decoded->picture.width, (width + denominator - 1) / denominator);
        EXPECT_EQ(decoded->picture.height, (height + denominator - 1) / denominator);
      }
    }
  }
}

TEST_F(DecodeTest, ScaledDecodingWorksForGreyAndCmyk) {
  Picture grey = test::PhotographLike(333, 222);
  grey.planes.resize(1);
  grey.colour = ColourModel::kGrey;
  const Result<std::string> jpeg = EncodePicture(grey, Derivative{});
  ASSERT_TRUE(jpeg.ok()) << jpeg.failure().detail;
  const Result<DecodedPicture> half = DecodeFile(*jpeg, 2);
  ASSERT_TRUE(half.ok()) << half.failure().detail;
  EXPECT_EQ(half->picture.width, 167U);
  EXPECT_EQ(half->picture.colour, ColourModel::kGrey);

  const Result<DecodedPicture> cmyk = DecodeFile(test::MakeCmykJpeg(101, 77, 10, 20, 30, 0, ""), 4);
  ASSERT_TRUE(cmyk.ok()) << cmyk.failure().detail;
  EXPECT_EQ(cmyk->picture.width, 26U);
}

TEST_F(DecodeTest, TinyAndThinPicturesWork) {
  for (const auto& [width, height] : {std::pair{1U, 1U}, {1U, 500U}, {500U, 1U}, {3U, 2U}}) {
    const Picture picture = test::PhotographLike(width, height);
    for (const char* format : {"JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"}) {
      test::FileSpec spec;
      spec.format = format;
      const Picture decoded = Decoded(test::MakeFile(picture, spec));
      EXPECT_EQ(decoded.width, width) << format;
      EXPECT_EQ(decoded.height, height) << format;
    }
  }
}

TEST_F(DecodeTest, TheLongestStripsWork) {
  constexpr uint32_t kLongest = 65500;
  for (const auto& [width, height] : {std::pair{kLongest, 3U}, {3U, kLongest}}) {
    const Picture picture = test::PhotographLike(width, height);
    for (const char* format : {"JPEG", "PNG", "TIFF", "BMP", "GIF"}) {
      test::FileSpec spec;
      spec.format = format;
      const Picture decoded = Decoded(test::MakeFile(picture, spec));
      ASSERT_EQ(decoded.width, width) << format;
      ASSERT_EQ(decoded.height, height) << format;
      // Up to the very end of the strip.
      const Colour wanted = At(picture, width - 1, height - 1);
      EXPECT_NEAR(At(decoded, width - 1, height - 1)[1], wanted[1], 40) << format;
      const bool wide = width > height;
      const Result<Picture> small =
          DerivePicture(decoded, 1, OneStep(0, 0, width, height, wide ? 320 : 1, wide ? 1 : 320),
                        WrittenAs(OutputFormat::kJpeg));
      ASSERT_TRUE(small.ok()) << format << ": " << small.failure().detail;
      EXPECT_TRUE(EncodePicture(*small, WrittenAs(OutputFormat::kJpeg)).ok()) << format;
    }
  }
}

TEST_F(DecodeTest, OddSizesWithSubsampledChromaKeepTheirEdges) {
  for (const uint32_t side : {15U, 16U, 17U, 31U, 33U}) {
    const Picture picture = test::PhotographLike(side, side + 2);
    test::FileSpec spec;
    spec.quality = 95;
    EXPECT_LT(Compare(Decoded(test::MakeFile(picture, spec)), picture).mean, 7) << side;
  }
}

TEST_F(DecodeTest, SixteenBitGradientsAreRoundedNotCut) {
  // 256 8-bit levels as 16 bits: each must survive, in colour and in grey.
  Picture ramp{256, 4, ColourModel::kRgb, {}, false};
  ramp.planes.assign(3, {256, 4, {}});
  for (int plane = 0; plane < 3; ++plane) {
    for (int i = 0; i < 1024; ++i) {
      ramp.planes[static_cast<size_t>(plane)].samples.push_back(
          static_cast<uint8_t>(plane == 0 ? i % 256 : 255 - i % 256));
    }
  }
  for (const char* format : {"PNG", "TIFF"}) {
    test::FileSpec spec;
    spec.format = format;
    spec.depth = 16;
    const std::string file = test::MakeFile(ramp, spec);
    EXPECT_EQ(Compare(Decoded(file), ramp).largest, 0) << format;
  }
}

// All 65536 levels.
TEST_F(DecodeTest, SixteenBitGreysAreRoundedNotCut) {
  std::string samples;
  for (uint32_t level = 0; level < 65536; ++level) {
    samples.push_back(static_cast<char>(level & 0xFFU));
    samples.push_back(static_cast<char>(level >> 8));
  }
  const Picture decoded = Decoded(test::MakeGreyTiff(256, 256, 16, samples));
  ASSERT_EQ(decoded.colour, ColourModel::kGrey);
  for (uint32_t level = 0; level < 65536; ++level) {
    ASSERT_EQ(decoded.planes[0].samples[level], (level * 255 + 32767) / 65535) << level;
  }
}

TEST_F(DecodeTest, AlphaIsKeptWhereItSaysSomething) {
  const Picture picture = test::PhotographWithAlpha(64, 48);
  for (const char* format : {"PNG", "TIFF"}) {
    test::FileSpec spec;
    spec.format = format;
    const Picture decoded = Decoded(test::MakeFile(picture, spec));
    ASSERT_TRUE(decoded.has_alpha) << format;
    EXPECT_EQ(decoded.planes.back().samples, picture.planes.back().samples) << format;
  }
  EXPECT_TRUE(Decoded(test::MakeWebp(64, 48, 1, true)).has_alpha);
  EXPECT_FALSE(Decoded(test::MakePng(64, 48)).has_alpha);
}

TEST_F(DecodeTest, AnimationsGiveTheirFirstFrame) {
  const Picture picture = test::PhotographLike(80, 60);
  for (const char* format : {"GIF", "WEBP", "TIFF"}) {
    test::FileSpec spec;
    spec.format = format;
    spec.frames = 4;
    const std::string file = test::MakeFile(picture, spec);
    const Result<PictureHeader> header = ReadPictureHeader(file, PictureLimits{});
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_EQ(header->frames, 4U) << format;
    const Result<DecodedPicture> decoded = DecodeFile(file);
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_LT(Compare(decoded->picture, picture).mean, 12) << format;
    EXPECT_THAT(decoded->warning.text, testing::AllOf(testing::HasSubstr("it has 4 "),
                                                      testing::HasSubstr("the first was used")));
    EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOneOfSeveral));
  }
}

TEST_F(DecodeTest, GifScreensAreTakenAsBrowsersTakeThem) {
  const auto with_screen = [](std::string gif, uint32_t width, uint32_t height) {
    for (size_t i = 0; i < 2; ++i) {
      gif[6 + i] = static_cast<char>(width >> (8 * i) & 0xFFU);
      gif[8 + i] = static_cast<char>(height >> (8 * i) & 0xFFU);
    }
    return gif;
  };
  const std::string gif = test::MakeGif(40, 30);
  const Picture whole = Decoded(gif);
  for (const auto& [width, height] : {std::pair{0U, 0U}, {20U, 15U}}) {
    EXPECT_EQ(Compare(Decoded(with_screen(gif, width, height)), whole).largest, 0);
  }
  const Picture larger = Decoded(with_screen(gif, 50, 60));
  ASSERT_EQ(larger.width, 50U);
  ASSERT_EQ(larger.height, 60U);
  ASSERT_TRUE(larger.has_alpha);
  EXPECT_EQ(At(larger, 39, 29), At(whole, 39, 29));
  EXPECT_EQ(At(larger, 40, 29)[3], 0);
}

TEST_F(DecodeTest, EqualColoursBecomeGrey) {
  Picture grey = test::PhotographLike(40, 30);
  grey.planes[1] = grey.planes[2] = grey.planes[0];
  test::FileSpec spec;
  spec.format = "BMP";
  EXPECT_EQ(Decoded(test::MakeFile(grey, spec)).colour, ColourModel::kGrey);
  EXPECT_EQ(Decoded(test::MakePng(40, 30)).colour, ColourModel::kRgb);
}

}  // namespace
}  // namespace photomill
