// Tests WebP: planes that never become RGB, at every scale and from JPEG to WebP, and colours
// outside video range.
#include <gmock/gmock.h>
#include <webp/encode.h>

#include "tests/golden/golden.h"
#include "tests/support/pictures.h"
#include "worker/image/pixels/alpha.h"

namespace photomill {
namespace {

using WebpTest = GoldenTest;

Result<DecodedPicture> Stored(const std::string& bytes, uint32_t denominator = 1) {
  return DecodePicture(bytes, *ReadPictureHeader(bytes, PictureLimits{}), denominator);
}

TEST_F(WebpTest, LossyPlanesAreTakenAsTheyAre) {
  for (const auto& [width, height] : {std::pair{200U, 150U}, {33U, 21U}, {1U, 7U}}) {
    const Picture picture = test::PhotographLike(width, height);
    test::FileSpec spec;
    spec.format = "WEBP";
    const Result<DecodedPicture> decoded = Stored(test::MakeFile(picture, spec));
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(decoded->picture.colour, ColourModel::kYcc);
    EXPECT_LT(Compare(test::AsShown(*decoded), picture).mean, 8) << width;
  }
}

// A lossy WebP of one colour, given as its samples.
std::string WebpOfSamples(uint8_t luma, uint8_t blue, uint8_t red) {
  WebPConfig config;
  WebPPicture picture;
  WebPMemoryWriter writer;
  EXPECT_TRUE(WebPConfigPreset(&config, WEBP_PRESET_DEFAULT, 95) && WebPPictureInit(&picture));
  WebPMemoryWriterInit(&writer);
  picture.width = picture.height = 64;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  EXPECT_TRUE(WebPPictureAlloc(&picture));
  std::fill_n(picture.y, size_t{64} * static_cast<size_t>(picture.y_stride), luma);
  std::fill_n(picture.u, size_t{32} * static_cast<size_t>(picture.uv_stride), blue);
  std::fill_n(picture.v, size_t{32} * static_cast<size_t>(picture.uv_stride), red);
  EXPECT_TRUE(WebPEncode(&config, &picture));
  std::string file(reinterpret_cast<const char*>(writer.mem), writer.size);
  WebPPictureFree(&picture);
  WebPMemoryWriterClear(&writer);
  return file;
}

// Expected are the colours of BT.601 in video range, clamped at the end.
TEST_F(WebpTest, LumaBeyondItsRangeIsClampedAfterChroma) {
  struct Sample {
    uint8_t luma, blue, red;
    std::array<int, 3> rgb;
  };
  for (const Sample& sample : {Sample{6, 128, 160, {39, 0, 0}},
                               {6, 128, 128, {0, 0, 0}},
                               {250, 128, 100, {228, 255, 255}},
                               {100, 128, 128, {98, 98, 98}}}) {
    const Colour colour = At(Decoded(WebpOfSamples(sample.luma, sample.blue, sample.red)), 32, 32);
    for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(colour[i], sample.rgb[i], 3) << int{sample.luma};
  }
}

TEST_F(WebpTest, ProfilesAndAlphaTakeTheWayOverRgb) {
  test::FileSpec spec;
  spec.format = "WEBP";
  spec.icc = test::P3Profile();
  const Picture picture = test::PhotographLike(64, 48);
  EXPECT_EQ(Stored(test::MakeFile(picture, spec))->picture.colour, ColourModel::kRgb);
  spec.icc = test::SrgbProfile();
  EXPECT_EQ(Stored(test::MakeFile(picture, spec))->picture.colour, ColourModel::kYcc);
  const std::string transparent = test::MakeWebp(64, 48, 1, true);
  EXPECT_EQ(Stored(transparent)->picture.colour, ColourModel::kRgb);
  EXPECT_TRUE(Stored(transparent)->picture.has_alpha);
}

TEST_F(WebpTest, ScaledDecodingIsExactlyAHalfAQuarterAnEighth) {
  for (const bool alpha : {false, true}) {
    for (const auto& [width, height] : {std::pair{400U, 300U}, {401U, 303U}, {1U, 9U}, {7U, 1U}}) {
      const std::string webp = test::MakeWebp(width, height, 1, alpha);
      const Result<PictureHeader> header = ReadPictureHeader(webp, PictureLimits{});
      ASSERT_TRUE(header.ok() && header->scaled_decode);
      const Picture whole = Decoded(webp);
      for (const uint32_t denominator : {2U, 4U, 8U}) {
        const Result<DecodedPicture> decoded = DecodeFile(webp, denominator);
        ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
        ASSERT_EQ(decoded->picture.width, (width + denominator - 1) / denominator);
        ASSERT_EQ(decoded->picture.height, (height + denominator - 1) / denominator);
        if (width < 400) continue;
        const DeriveStep step =
            OneStep(0, 0, width, height, decoded->picture.width, decoded->picture.height);
        const Result<Picture> small = DerivePicture(whole, 1, step, WrittenAs(OutputFormat::kPng));
        EXPECT_LT(Compare(Flattened(decoded->picture, {}), Flattened(*small, {})).mean, 4)
            << denominator << (alpha ? " with alpha" : "");
      }
    }
  }
}

TEST_F(WebpTest, AnimationsAreNotScaled) {
  test::FileSpec spec;
  spec.format = "WEBP";
  spec.frames = 3;
  const std::string file = test::MakeFile(test::PhotographLike(80, 60), spec);
  EXPECT_FALSE(ReadPictureHeader(file, PictureLimits{})->scaled_decode);
}

TEST_F(WebpTest, PlanesOfAJpegKeepTheirColours) {
  const Picture picture = test::PhotographLike(300, 200);
  test::FileSpec spec;
  spec.quality = 95;
  Result<DecodedPicture> decoded = Stored(test::MakeFile(picture, spec));
  ASSERT_TRUE(decoded.ok());
  ASSERT_EQ(decoded->picture.colour, ColourModel::kYcc);
  const DeriveStep step = OneStep(0, 0, 300, 200, 75, 50);
  const Result<Picture> planes =
      DerivePicture(decoded->picture, 1, step, WrittenAs(OutputFormat::kWebp));
  const Result<Picture> rgb =
      DerivePicture(test::AsShown(*std::move(decoded)), 1, step, WrittenAs(OutputFormat::kWebp));
  ASSERT_TRUE(planes.ok() && rgb.ok());
  const Result<std::string> of_planes = EncodePicture(*planes, WrittenAs(OutputFormat::kWebp, 95));
  const Result<std::string> of_rgb = EncodePicture(*rgb, WrittenAs(OutputFormat::kWebp, 95));
  ASSERT_TRUE(of_planes.ok() && of_rgb.ok());
  EXPECT_LT(Compare(Decoded(*of_planes), *rgb).mean, 5);
  EXPECT_LT(Compare(Decoded(*of_planes), Decoded(*of_rgb)).mean, 4);
  EXPECT_NEAR(static_cast<double>(of_planes->size()), static_cast<double>(of_rgb->size()),
              0.1 * static_cast<double>(of_rgb->size()));
}

TEST_F(WebpTest, GreyKeepsItsLevels) {
  Picture ramp{256, 16, ColourModel::kGrey, {{256, 16, {}}}, false};
  for (int i = 0; i < 256 * 16; ++i) {
    ramp.planes[0].samples.push_back(static_cast<uint8_t>(i % 256));
  }
  const Result<std::string> webp = EncodePicture(ramp, WrittenAs(OutputFormat::kWebp, 100));
  ASSERT_TRUE(webp.ok());
  const Picture decoded = Decoded(*webp);
  EXPECT_EQ(decoded.colour, ColourModel::kGrey);
  EXPECT_LE(Compare(decoded, ramp).largest, 6);
}

// The frame is larger than the canvas, and no memory was reserved for it.
TEST_F(WebpTest, AFrameLargerThanItsCanvasIsCorrupt) {
  const std::string webp = test::MakeWebp(64, 48);
  Result<PictureHeader> header = ReadPictureHeader(webp, PictureLimits{});
  ASSERT_TRUE(header.ok());
  header->width = 63;
  const Result<DecodedPicture> decoded = DecodePicture(webp, *header, 1);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt);
}

}  // namespace
}  // namespace photomill
