// The encoders' settings: their effect on the files, and that omitted settings have none.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/support/pictures.h"

namespace photomill {
namespace {

using EncodingTest = GoldenTest;

Derivative With(OutputFormat format, const Encoding& encoding = {}) {
  Derivative derivative = WrittenAs(format);
  derivative.encoding = encoding;
  return derivative;
}

// A whole decoded image (a JPEG in planes, or any other), derived and encoded as by a worker.
std::string Made(const DecodedPicture& decoded, const Derivative& derivative) {
  const bool swapped = SwapsSides(decoded.orientation);
  const uint32_t width = swapped ? decoded.picture.height : decoded.picture.width;
  const uint32_t height = swapped ? decoded.picture.width : decoded.picture.height;
  const Result<Picture> derived =
      DerivePicture(decoded.picture, decoded.orientation,
                    OneStep(0, 0, width, height, width, height), derivative);
  if (!derived.ok()) {
    ADD_FAILURE() << derived.failure().detail;
    return "";
  }
  const Result<std::string> encoded = EncodePicture(*derived, derivative);
  EXPECT_TRUE(encoded.ok()) << encoded.failure().detail;
  return encoded.ok() ? *encoded : "";
}

DecodedPicture Source(const std::string& bytes) {
  const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
  Result<DecodedPicture> decoded = DecodePicture(bytes, *header, 1);
  EXPECT_TRUE(decoded.ok());
  return *std::move(decoded);
}

struct JpegFacts {
  bool progressive = false;
  int scans = 0;
  size_t table_bytes = 0;  // of Huffman tables
  std::string sampling;    // of brightness, as in the file: "22"
};

JpegFacts FactsOf(std::string_view jpeg) {
  JpegFacts facts;
  for (size_t at = 2; at + 4 <= jpeg.size();) {
    const auto marker = static_cast<uint8_t>(jpeg[at + 1]);
    const size_t length = static_cast<size_t>(static_cast<uint8_t>(jpeg[at + 2])) << 8 |
                          static_cast<uint8_t>(jpeg[at + 3]);
    if (marker == 0xC0 || marker == 0xC2) {
      facts.progressive = marker == 0xC2;
      const auto factors = static_cast<uint8_t>(jpeg[at + 11]);
      facts.sampling = std::to_string(factors >> 4) + std::to_string(factors & 15);
    }
    if (marker == 0xC4) facts.table_bytes += length;
    at += 2 + length;
    if (marker != 0xDA) continue;
    ++facts.scans;
    while (at + 1 < jpeg.size() &&
           (jpeg[at] != '\xFF' || jpeg[at + 1] == '\0' || (jpeg[at + 1] & 0xF8) == 0xD0)) {
      ++at;
    }
  }
  return facts;
}

TEST_F(EncodingTest, ProgressiveJpegsHaveManyScansAndTheSamePixels) {
  Encoding progressive;
  progressive.progressive = true;
  for (const bool planes : {true, false}) {
    const DecodedPicture source =
        planes ? Source(test::MakeJpeg(203, 149)) : Source(test::MakePng(203, 149));
    const std::string plain = Made(source, With(OutputFormat::kJpeg));
    const std::string scans = Made(source, With(OutputFormat::kJpeg, progressive));
    EXPECT_FALSE(FactsOf(plain).progressive);
    EXPECT_EQ(FactsOf(plain).scans, 1);
    EXPECT_TRUE(FactsOf(scans).progressive);
    EXPECT_GT(FactsOf(scans).scans, 5);
    EXPECT_EQ(Compare(Decoded(plain), Decoded(scans)).largest, 0);
  }
}

TEST_F(EncodingTest, StandardTablesCostBytesAndNoPixel) {
  Encoding standard;
  standard.optimised = false;
  const DecodedPicture source = Source(test::MakeJpeg(203, 149));
  const std::string plain = Made(source, With(OutputFormat::kJpeg));
  const std::string larger = Made(source, With(OutputFormat::kJpeg, standard));
  EXPECT_GT(larger.size(), plain.size());
  EXPECT_EQ(FactsOf(larger).table_bytes, 2U * (31 + 181)) << "those of ITU-T T.81, K.3";
  EXPECT_EQ(Compare(Decoded(plain), Decoded(larger)).largest, 0);
}

// Whatever the source's sampling, orientation and size.
TEST_F(EncodingTest, ChromaIsSampledAsTold) {
  const struct {
    ChromaSampling chroma;
    const char* factors;
  } samplings[] = {
      {ChromaSampling::k444, "11"}, {ChromaSampling::k422, "21"}, {ChromaSampling::k420, "22"}};
  for (const uint32_t orientation : {1U, 3U, 6U}) {
    const std::string jpeg = test::MakeJpeg(101, 77, 95, orientation);
    for (const auto& [chroma, factors] : samplings) {
      Encoding encoding;
      encoding.chroma = chroma;
      Derivative derivative = With(OutputFormat::kJpeg, encoding);
      derivative.quality = 95;
      const std::string of_planes = Made(Source(jpeg), derivative);
      EXPECT_EQ(FactsOf(of_planes).sampling, factors);
      EXPECT_LT(Compare(Decoded(of_planes), Decoded(jpeg)).mean, 3)
          << factors << ", orientation " << orientation;
      const std::string of_rgb = Made(Source(test::MakePng(101, 77)), derivative);
      EXPECT_EQ(FactsOf(of_rgb).sampling, factors);
      EXPECT_LT(Compare(Decoded(of_rgb), Decoded(test::MakePng(101, 77))).mean, 3) << factors;
    }
  }
}

TEST_F(EncodingTest, FinerChromaIsNearerToFineColours) {
  Picture checks = test::PhotographLike(64, 64);
  for (size_t at = 0; at < checks.planes[0].samples.size(); ++at) {
    const bool red = (at % 64 + at / 64) % 2 == 0;
    checks.planes[0].samples[at] = red ? 220 : 30;
    checks.planes[1].samples[at] = 40;
    checks.planes[2].samples[at] = red ? 30 : 220;
  }
  const auto distance = [&](ChromaSampling chroma) {
    Encoding encoding;
    encoding.chroma = chroma;
    Derivative derivative = With(OutputFormat::kJpeg, encoding);
    derivative.quality = 95;
    return Compare(Decoded(*EncodePicture(checks, derivative)), checks).mean;
  };
  EXPECT_LT(distance(ChromaSampling::k444), 5);
  EXPECT_GT(distance(ChromaSampling::k422), 30);
}

TEST_F(EncodingTest, GreyHasNoChromaToSample) {
  Picture grey = test::PhotographLike(40, 30);
  grey.planes.resize(1);
  grey.colour = ColourModel::kGrey;
  Encoding encoding;
  encoding.chroma = ChromaSampling::k444;
  encoding.progressive = true;
  const Result<std::string> jpeg = EncodePicture(grey, With(OutputFormat::kJpeg, encoding));
  ASSERT_TRUE(jpeg.ok());
  EXPECT_EQ(Decoded(*jpeg).colour, ColourModel::kGrey);
}

TEST_F(EncodingTest, LosslessWebpIsEveryPixel) {
  Encoding lossless;
  lossless.lossless = true;
  for (const std::string& file : {test::MakePng(101, 77), test::MakePng(64, 64, 1, true)}) {
    const std::string webp = Made(Source(file), With(OutputFormat::kWebp, lossless));
    EXPECT_EQ(webp.find("VP8 "), std::string::npos);
    const Picture back = Decoded(webp);
    const Picture picture = Decoded(file);
    ASSERT_EQ(back.has_alpha, picture.has_alpha);
    for (uint32_t y = 0; y < picture.height; ++y) {
      for (uint32_t x = 0; x < picture.width; ++x) {
        // Invisible colours may change.
        if (At(picture, x, y)[3] != 0) {
          ASSERT_EQ(At(back, x, y), At(picture, x, y)) << x << "," << y;
        }
      }
    }
  }
  Picture grey = test::PhotographLike(40, 30);
  grey.planes.resize(1);
  grey.colour = ColourModel::kGrey;
  const Result<std::string> webp = EncodePicture(grey, With(OutputFormat::kWebp, lossless));
  ASSERT_TRUE(webp.ok());
  EXPECT_EQ(Compare(Decoded(*webp), grey).largest, 0);
  EXPECT_EQ(
      Compare(Decoded(Made(Source(test::MakeJpeg(101, 77)), With(OutputFormat::kWebp, lossless))),
              Decoded(Made(Source(test::MakeJpeg(101, 77)), With(OutputFormat::kPng))))
          .largest,
      0)
      << "of a JPEG's planes the same pixels as a PNG";
}

TEST_F(EncodingTest, MoreEffortGivesSmallerFiles) {
  const DecodedPicture source = Source(test::MakePng(300, 200));
  const auto bytes = [&](OutputFormat format, auto change) {
    Derivative derivative = With(format);
    change(derivative.encoding);
    return Made(source, derivative).size();
  };
  EXPECT_LT(bytes(OutputFormat::kWebp, [](Encoding& e) { e.method = 6; }),
            bytes(OutputFormat::kWebp, [](Encoding& e) { e.method = 0; }));
  const auto png = [&](uint32_t level) {
    return bytes(OutputFormat::kPng, [&](Encoding& e) { e.level = level; });
  };
  EXPECT_GT(png(0), size_t{300} * 200 * 3);
  EXPECT_LT(png(1), png(0));
  EXPECT_LE(png(9), png(1));
}

TEST_F(EncodingTest, DefaultsThatAreToldGiveTheSameBytes) {
  const DecodedPicture source = Source(test::MakeJpeg(203, 149));
  Encoding jpeg;
  jpeg.progressive = false;
  jpeg.chroma = ChromaSampling::k420;
  jpeg.optimised = true;
  Encoding webp;
  webp.method = 4;
  webp.lossless = false;
  Encoding png;
  png.level = 6;
  for (const auto& [format, encoding] : {std::pair{OutputFormat::kJpeg, jpeg},
                                         {OutputFormat::kWebp, webp},
                                         {OutputFormat::kPng, png}}) {
    EXPECT_EQ(Made(source, With(format, encoding)) == Made(source, With(format)), true)
        << FormatWord(format);
  }
}

// This is why a child's digest depends on its parent's chroma.
TEST_F(EncodingTest, AChildShowsTheChromaOfItsParent) {
  const DecodedPicture source = Source(test::MakeJpeg(203, 149));
  const auto child = [&](OutputFormat format) {
    const Result<Picture> parent =
        DerivePicture(source.picture, 1, OneStep(0, 0, 203, 149, 160, 117), With(format));
    const Result<Picture> small =
        DerivePicture(*parent, 1, OneStep(0, 0, 160, 117, 60, 44), With(OutputFormat::kJpeg));
    return small->planes[1].samples;
  };
  EXPECT_EQ(child(OutputFormat::kJpeg), child(OutputFormat::kWebp));
  EXPECT_NE(child(OutputFormat::kJpeg), child(OutputFormat::kPng));
}

}  // namespace
}  // namespace photomill
