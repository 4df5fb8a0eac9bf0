// Deriving and encoding: sizes, edges, alpha, metadata, and the same bytes every time.
#include <gmock/gmock.h>

#include <thread>

#include "tests/golden/golden.h"
#include "tests/support/pictures.h"
#include "worker/image/pixels/alpha.h"

namespace photomill {
namespace {

using OutputTest = GoldenTest;

Picture Derived(const Picture& parent, const DeriveStep& step, Rgb background = {}) {
  Derivative derivative = WrittenAs(OutputFormat::kJpeg);
  derivative.background = background;
  Result<Picture> derived = DerivePicture(parent, 1, step, derivative);
  EXPECT_TRUE(derived.ok()) << derived.failure().detail;
  return derived.ok() ? std::move(*derived) : Picture{};
}

std::string Encoded(const Picture& picture, const Derivative& derivative) {
  const Result<std::string> encoded = EncodePicture(picture, derivative);
  EXPECT_TRUE(encoded.ok()) << encoded.failure().detail;
  return encoded.ok() ? *encoded : "";
}

TEST_F(OutputTest, TheWholePictureInItsSizeIsItself) {
  const Picture picture = test::PhotographWithAlpha(50, 40);
  const Picture derived = Derived(picture, OneStep(0, 0, 50, 40, 50, 40));
  ASSERT_EQ(derived.planes.size(), picture.planes.size());
  for (size_t i = 0; i < 4; ++i) EXPECT_EQ(derived.planes[i].samples, picture.planes[i].samples);
}

TEST_F(OutputTest, CropsWhereItIsTold) {
  const Picture picture = test::PhotographLike(50, 40);
  const Picture derived = Derived(picture, OneStep(10, 5, 20, 30, 20, 30));
  for (uint32_t y = 0; y < 30; ++y) {
    for (uint32_t x = 0; x < 20; ++x) EXPECT_EQ(At(derived, x, y), At(picture, x + 10, y + 5));
  }
}

TEST_F(OutputTest, AFractionalCropTakesTheWholePixelsAroundIt) {
  const Picture picture = test::PhotographLike(101, 77);
  EXPECT_EQ(Derived(picture, OneStep(0.5, 0.25, 100, 76.5, 20, 15)).width, 20U);
  EXPECT_EQ(Derived(picture, OneStep(12.25, 0, 76.5, 77, 30, 30)).height, 30U);
  EXPECT_EQ(Derived(picture, OneStep(100.9999999, 76.5, 0.0000001, 0.5, 1, 1)).width, 1U);
}

TEST_F(OutputTest, ResamplingKeepsPlainColoursExactly) {
  Picture plain = test::PhotographLike(90, 60);
  for (size_t i = 0; i < 3; ++i)
    std::fill(plain.planes[i].samples.begin(), plain.planes[i].samples.end(), 77 + i);
  for (const auto& [width, height] : {std::pair{31U, 20U}, {200U, 133U}, {1U, 1U}}) {
    const Picture derived = Derived(plain, OneStep(0, 0, 90, 60, width, height));
    EXPECT_EQ(At(derived, width / 2, height / 2), (Colour{77, 78, 79, 255}));
    EXPECT_EQ(At(derived, 0, 0), (Colour{77, 78, 79, 255}));
  }
}

TEST_F(OutputTest, GreyStaysGrey) {
  Picture grey = test::PhotographLike(90, 60);
  grey.planes.resize(1);
  grey.colour = ColourModel::kGrey;
  const Picture derived = Derived(grey, OneStep(0, 0, 90, 60, 30, 20));
  EXPECT_EQ(derived.colour, ColourModel::kGrey);
  EXPECT_EQ(derived.planes.size(), 1U);
  for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kPng, OutputFormat::kWebp}) {
    const Picture decoded = Decoded(Encoded(derived, WrittenAs(format, 95)));
    EXPECT_LT(Compare(decoded, derived).mean, 4) << FormatWord(format);
  }
  const std::string jpeg = Encoded(derived, WrittenAs(OutputFormat::kJpeg));
  EXPECT_EQ(ReadPictureHeader(jpeg, PictureLimits{})->channels, 1U);
}

TEST_F(OutputTest, HiddenColoursDoNotBleedThroughAlpha) {
  // Left: opaque green. Right: transparent, with red underneath. No red may appear after
  // resampling.
  Picture picture{64, 8, ColourModel::kRgb, {}, true};
  picture.planes.assign(4, {64, 8, std::vector<uint8_t>(512, 0)});
  for (size_t i = 0; i < 512; ++i) {
    const bool left = i % 64 < 29;
    picture.planes[0].samples[i] = left ? 0 : 255;
    picture.planes[1].samples[i] = left ? 255 : 0;
    picture.planes[3].samples[i] = left ? 255 : 0;
  }
  const Picture derived = Derived(picture, OneStep(0, 0, 64, 8, 16, 2));
  for (uint32_t x = 0; x < 16; ++x) {
    const Colour colour = At(derived, x, 0);
    if (colour[3] > 2) {
      EXPECT_LE(colour[0], 3) << x;
    }
  }
}

TEST_F(OutputTest, PadsOntoTheBackground) {
  DeriveStep step = OneStep(0, 0, 40, 20, 20, 10);
  step.canvas_width = step.canvas_height = 20;
  step.canvas_top = 5;
  const Picture derived = Derived(test::PhotographLike(40, 20), step, Rgb{10, 20, 30});
  ASSERT_EQ(derived.width, 20U);
  ASSERT_EQ(derived.height, 20U);
  EXPECT_EQ(At(derived, 3, 4), (Colour{10, 20, 30, 255}));
  EXPECT_EQ(At(derived, 3, 15), (Colour{10, 20, 30, 255}));
  EXPECT_NE(At(derived, 3, 5), (Colour{10, 20, 30, 255}));
}

TEST_F(OutputTest, AlphaIsFlattenedForJpegAndKeptElsewhere) {
  const Picture picture = test::PhotographWithAlpha(64, 64);
  Derivative jpeg = WrittenAs(OutputFormat::kJpeg, 95);
  jpeg.background = {250, 10, 20};
  const Picture flat = Decoded(Encoded(picture, jpeg));
  EXPECT_FALSE(flat.has_alpha);
  EXPECT_NEAR(At(flat, 1, 1)[0], 250, 10);
  EXPECT_NEAR(At(flat, 1, 1)[1], 10, 10);
  for (const OutputFormat format : {OutputFormat::kPng, OutputFormat::kWebp}) {
    const Picture kept = Decoded(Encoded(picture, WrittenAs(format)));
    ASSERT_TRUE(kept.has_alpha) << FormatWord(format);
    EXPECT_EQ(kept.planes.back().samples, picture.planes.back().samples) << FormatWord(format);
  }
}

// Every alpha over every background, compared with exact arithmetic.
TEST_F(OutputTest, AlphaOverAnyBackground) {
  Picture picture{256, 4, ColourModel::kRgb, {}, true};
  picture.planes.assign(4, {256, 4, {}});
  for (uint32_t i = 0; i < 1024; ++i) {
    picture.planes[0].samples.push_back(static_cast<uint8_t>(i * 7 % 256));
    picture.planes[1].samples.push_back(static_cast<uint8_t>(255 - i % 256));
    picture.planes[2].samples.push_back(static_cast<uint8_t>(i / 4));
    picture.planes[3].samples.push_back(static_cast<uint8_t>(i % 256));
  }
  for (const Rgb background :
       {Rgb{0, 0, 0}, Rgb{255, 255, 255}, Rgb{128, 128, 128}, Rgb{255, 0, 0}, Rgb{12, 200, 77}}) {
    const Picture flat = Flattened(picture, background);
    ASSERT_FALSE(flat.has_alpha);
    for (uint32_t y = 0; y < 4; ++y) {
      for (uint32_t x = 0; x < 256; ++x) {
        const Colour from = At(picture, x, y);
        const std::array<uint8_t, 3> below = {background.red, background.green, background.blue};
        for (size_t i = 0; i < 3; ++i) {
          const double wanted = (from[i] * from[3] + below[i] * (255.0 - from[3])) / 255;
          ASSERT_NEAR(At(flat, x, y)[i], wanted, 0.5) << x << "," << y;
        }
      }
    }
  }
}

TEST_F(OutputTest, QualityIsHeard) {
  const Picture picture = test::PhotographLike(300, 200);
  for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kWebp}) {
    size_t before = 0;
    for (const uint32_t quality : {1U, 30U, 60U, 90U, 100U}) {
      const size_t bytes = Encoded(picture, WrittenAs(format, quality)).size();
      EXPECT_GT(bytes, before) << FormatWord(format) << quality;
      before = bytes;
    }
  }
  // A WebP of quality 100 is still lossy: Magick by default would make it lossless.
  EXPECT_THAT(Encoded(picture, WrittenAs(OutputFormat::kWebp, 100)), testing::HasSubstr("VP8 "));
}

TEST_F(OutputTest, JpegIsBaselineWithHalvedChromaAtEveryQuality) {
  for (const uint32_t quality : {50U, 82U, 95U, 100U}) {
    const std::string jpeg =
        Encoded(test::PhotographLike(33, 21), WrittenAs(OutputFormat::kJpeg, quality));
    const size_t frame = jpeg.find("\xFF\xC0");
    ASSERT_NE(frame, std::string::npos) << "not baseline";
    EXPECT_EQ(jpeg[frame + 11], '\x22');
    EXPECT_EQ(jpeg[frame + 14], '\x11');
    EXPECT_EQ(jpeg[frame + 17], '\x11');
  }
}

TEST_F(OutputTest, CarriesNoMetadata) {
  const Picture picture = test::PhotographLike(33, 21);
  const std::string jpeg = Encoded(picture, WrittenAs(OutputFormat::kJpeg));
  for (const char* marker : {"\xFF\xE1", "\xFF\xE2", "\xFF\xED", "\xFF\xFE"}) {
    EXPECT_EQ(jpeg.substr(0, 300).find(marker), std::string::npos);
  }
  const std::string webp = Encoded(picture, WrittenAs(OutputFormat::kWebp));
  EXPECT_EQ(webp.substr(12, 4), "VP8 ");
  const std::string png = Encoded(picture, WrittenAs(OutputFormat::kPng));
  std::vector<std::string> chunks;
  for (size_t at = 8; at + 12 <= png.size();) {
    size_t length = 0;
    for (size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<uint8_t>(png[at + i]);
    if (chunks.empty() || chunks.back() != png.substr(at + 4, 4)) {
      chunks.push_back(png.substr(at + 4, 4));
    }
    at += 12 + length;
  }
  EXPECT_THAT(chunks, testing::ElementsAre("IHDR", "IDAT", "IEND"));
}

TEST_F(OutputTest, EqualInputsGiveEqualBytesOnEveryThread) {
  const std::string source = test::MakeJpeg(400, 300, 85, 6, 3);
  const auto make = [&] {
    std::string all;
    const Picture picture = Decoded(source);
    const Picture small = Derived(picture, OneStep(0, 0, 400, 300, 133, 100));
    for (const OutputFormat format :
         {OutputFormat::kJpeg, OutputFormat::kPng, OutputFormat::kWebp}) {
      all += Encoded(small, WrittenAs(format));
    }
    return all;
  };
  const std::string first = make();
  std::vector<std::string> others(4);
  std::vector<std::thread> threads;
  for (std::string& other : others) threads.emplace_back([&] { other = make(); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& other : others) EXPECT_EQ(other == first, true);
}

TEST_F(OutputTest, SaysWhichFormatCannotHoldTheSize) {
  Picture wide{16384, 1, ColourModel::kGrey, {{16384, 1, std::vector<uint8_t>(16384)}}, false};
  const Result<std::string> webp = EncodePicture(wide, WrittenAs(OutputFormat::kWebp));
  ASSERT_FALSE(webp.ok());
  EXPECT_EQ(webp.failure().reason, Reason::kNotEncodable);
  EXPECT_THAT(webp.failure().detail, testing::HasSubstr("16383"));
  EXPECT_THAT(webp.failure().detail, testing::HasSubstr("photo"));
  EXPECT_TRUE(EncodePicture(wide, WrittenAs(OutputFormat::kJpeg)).ok());
  wide.width = wide.planes[0].width = 16383;
  wide.planes[0].samples.resize(16383);
  EXPECT_TRUE(EncodePicture(wide, WrittenAs(OutputFormat::kWebp)).ok());
}

}  // namespace
}  // namespace photomill
