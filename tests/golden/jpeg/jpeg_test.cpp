// JPEGs whose planes never become RGB: every sampling, every orientation, odd sizes.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/support/pictures.h"
#include "worker/image/pixels/orient.h"
#include "worker/image/pixels/ycc.h"

namespace photomill {
namespace {

using JpegTest = GoldenTest;

constexpr double kSlope = 4;  // levels per px

// Cb increases from left to right, Cr from top to bottom, in the stored image.
Picture Ramps(uint32_t width, uint32_t height, ChromaArea chroma) {
  const uint32_t across = (width + chroma.across - 1) / chroma.across;
  const uint32_t down = (height + chroma.down - 1) / chroma.down;
  Picture picture{width, height, ColourModel::kYcc, {}, false, chroma};
  picture.planes = {{width, height, std::vector<uint8_t>(size_t{width} * height, 100)},
                    {across, down, {}},
                    {across, down, {}}};
  for (uint32_t y = 0; y < down; ++y) {
    for (uint32_t x = 0; x < across; ++x) {
      picture.planes[1].samples.push_back(
          static_cast<uint8_t>(10 + kSlope * chroma.across * (x + 0.5)));
      picture.planes[2].samples.push_back(
          static_cast<uint8_t>(10 + kSlope * chroma.down * (y + 0.5)));
    }
  }
  return picture;
}

// The position in the stored image of a point of the upright image (0 to 1 in both directions).
std::pair<double, double> StoredAt(double x, double y, uint32_t orientation) {
  const Turn turn = TurnFor(static_cast<Orientation>(orientation));
  if (turn.flip_horizontally) x = 1 - x;
  if (turn.flip_vertically) y = 1 - y;
  if (turn.transpose) std::swap(x, y);
  return {x, y};
}

Result<Picture> DerivedFrom(const Picture& picture, uint32_t orientation, uint32_t width,
                            uint32_t height, OutputFormat format) {
  const bool swapped = orientation >= 5;
  const DeriveStep step = OneStep(0, 0, swapped ? picture.height : picture.width,
                                  swapped ? picture.width : picture.height, width, height);
  return DerivePicture(picture, static_cast<Orientation>(orientation), step, WrittenAs(format));
}

TEST_F(JpegTest, ChromaStaysWhereItIs) {
  for (const ChromaArea chroma : {ChromaArea{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}}) {
    for (uint32_t orientation = 1; orientation <= 8; ++orientation) {
      for (const auto& [width, height] :
           {std::pair{51U, 45U}, {50U, 44U}, {25U, 23U}, {17U, 15U}}) {
        const bool swapped = orientation >= 5;
        const Picture stored = Ramps(51, 45, chroma);
        Result<Picture> derived = DerivedFrom(stored, orientation, swapped ? height : width,
                                              swapped ? width : height, OutputFormat::kJpeg);
        ASSERT_TRUE(derived.ok()) << derived.failure().detail;
        ASSERT_EQ(derived->colour, ColourModel::kYcc);
        ASSERT_EQ(derived->chroma, kHalvedChroma);
        const Plane& cb = derived->planes[1];
        const Plane& cr = derived->planes[2];
        ASSERT_EQ(cb.width, (derived->width + 1) / 2);
        ASSERT_EQ(cr.height, (derived->height + 1) / 2);
        for (uint32_t y = 2; y + 2 < cb.height; ++y) {
          for (uint32_t x = 2; x + 2 < cb.width; ++x) {
            const auto [across, down] = StoredAt((2.0 * x + 1) / derived->width,
                                                 (2.0 * y + 1) / derived->height, orientation);
            const size_t at = size_t{y} * cb.width + x;
            // A quarter of a pixel in addition to rounding.
            EXPECT_NEAR(cb.samples[at], 10 + kSlope * across * 51, 2)
                << "orientation " << orientation << ", chroma " << chroma.across << chroma.down
                << ", " << width << " px wide, at " << x << "," << y;
            EXPECT_NEAR(cr.samples[at], 10 + kSlope * down * 45, 2);
          }
        }
      }
    }
  }
}

TEST_F(JpegTest, EverySamplingLooksAsItsRgb) {
  const Picture picture = test::PhotographLike(203, 149);
  for (const char* sampling : {"1x1", "2x1", "1x2", "2x2", "4x1"}) {
    for (const bool progressive : {false, true}) {
      test::FileSpec spec;
      spec.sampling = sampling;
      spec.progressive = progressive;
      const std::string jpeg = test::MakeFile(picture, spec);
      const Result<PictureHeader> header = ReadPictureHeader(jpeg, PictureLimits{});
      for (const uint32_t denominator : {1U, 2U, 4U, 8U}) {
        Result<DecodedPicture> decoded = DecodePicture(jpeg, *header, denominator);
        ASSERT_TRUE(decoded.ok()) << sampling << ": " << decoded.failure().detail;
        EXPECT_EQ(decoded->picture.colour, ColourModel::kYcc);
        const Result<Picture> planes = DerivedFrom(decoded->picture, 1, 25, 18, OutputFormat::kPng);
        const Result<Picture> rgb =
            DerivedFrom(test::AsShown(*std::move(decoded)), 1, 25, 18, OutputFormat::kPng);
        ASSERT_TRUE(planes.ok() && rgb.ok());
        const Result<Picture> shown = ToRgb(*planes);
        ASSERT_TRUE(shown.ok());
        EXPECT_LT(Compare(*shown, *rgb).mean, 1.5) << sampling << " at 1/" << denominator;
      }
    }
  }
}

TEST_F(JpegTest, ACopyInFullSizeKeepsItsSamples) {
  const std::string jpeg = test::MakeJpeg(101, 77, 90);
  const Result<PictureHeader> header = ReadPictureHeader(jpeg, PictureLimits{});
  const Result<DecodedPicture> decoded = DecodePicture(jpeg, *header, 1);
  ASSERT_TRUE(decoded.ok());
  const Result<Picture> copy = DerivedFrom(decoded->picture, 1, 101, 77, OutputFormat::kJpeg);
  ASSERT_TRUE(copy.ok());
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(copy->planes[i].samples, decoded->picture.planes[i].samples);
  }
}

TEST_F(JpegTest, PlanesAndRgbGiveTheSameFileNearly) {
  const Picture rgb = test::PhotographLike(123, 91);
  const Result<Picture> planes =
      DerivePicture(DecodePicture(test::MakeJpeg(123, 91, 100),
                                  *ReadPictureHeader(test::MakeJpeg(123, 91, 100), {}), 1)
                        ->picture,
                    1, OneStep(0, 0, 123, 91, 123, 91), WrittenAs(OutputFormat::kJpeg));
  ASSERT_TRUE(planes.ok());
  const Result<std::string> of_planes = EncodePicture(*planes, WrittenAs(OutputFormat::kJpeg, 85));
  const Result<std::string> of_rgb = EncodePicture(rgb, WrittenAs(OutputFormat::kJpeg, 85));
  ASSERT_TRUE(of_planes.ok() && of_rgb.ok());
  EXPECT_NEAR(static_cast<double>(of_planes->size()), static_cast<double>(of_rgb->size()),
              0.05 * static_cast<double>(of_rgb->size()));
  EXPECT_LT(Compare(Decoded(*of_planes), Decoded(*of_rgb)).mean, 2);
}

TEST_F(JpegTest, ColourWithoutColourIsGrey) {
  Picture grey = test::PhotographLike(40, 30);
  grey.planes[1] = grey.planes[2] = grey.planes[0];
  EXPECT_EQ(Decoded(test::MakeFile(grey, {})).colour, ColourModel::kGrey);
  EXPECT_EQ(Decoded(test::MakeJpeg(40, 30)).colour, ColourModel::kRgb);
}

// Every scan of a progressive JPEG costs a pass over the whole image, but hardly any bytes.
TEST_F(JpegTest, ThousandsOfScansAreRefused) {
  test::FileSpec spec;
  spec.progressive = true;
  std::string jpeg = test::MakeFile(test::PhotographLike(64, 48), spec);
  const size_t last = jpeg.rfind("\xFF\xDA");
  const std::string scan = jpeg.substr(last, jpeg.size() - 2 - last);
  jpeg.resize(jpeg.size() - 2);
  for (int i = 0; i < 2000; ++i) jpeg += scan;
  jpeg += "\xFF\xD9";
  const Result<DecodedPicture> decoded = DecodeFile(jpeg);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt);
}

}  // namespace
}  // namespace photomill
