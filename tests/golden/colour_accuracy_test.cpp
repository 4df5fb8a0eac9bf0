// Colours of every kind are within ΔE 2 of their definition.
#include <gmock/gmock.h>

#include <cmath>

#include "common/base/random.h"
#include "tests/golden/colour_reference.h"
#include "tests/golden/golden.h"
#include "tests/support/pictures.h"
#include "tests/support/profiles.h"
#include "tests/support/tiff_files.h"

namespace photomill {
namespace {

using ColourAccuracyTest = GoldenTest;

constexpr double kDeltaEMax = 2;

// A chart of 24 x 16 px: colours of all kinds, and greys.
Picture Chart() {
  constexpr uint32_t kWidth = 24;
  constexpr uint32_t kHeight = 16;
  Random random(7);
  Picture chart{kWidth, kHeight, ColourModel::kRgb, {}, false};
  chart.planes.assign(3, {kWidth, kHeight, {}});
  for (uint32_t i = 0; i < kWidth * kHeight; ++i) {
    const auto grey = static_cast<uint8_t>(i * 255 / (kWidth - 1));
    for (Plane& plane : chart.planes) {
      plane.samples.push_back(i < kWidth ? grey : static_cast<uint8_t>(random.Below(256)));
    }
  }
  return chart;
}

Triple ColourAt(const Picture& picture, size_t at) {
  const bool grey = picture.colour == ColourModel::kGrey;
  Triple colour{};
  for (size_t i = 0; i < 3; ++i) colour[i] = picture.planes[grey ? 0 : i].samples[at] / 255.0;
  return colour;
}

// The largest distance of a chart's colours from the reference.
template <typename Reference>
double LargestDeltaE(const Picture& stored, const Picture& decoded, const Reference& reference) {
  EXPECT_EQ(stored.width, decoded.width);
  EXPECT_EQ(stored.height, decoded.height);
  if (stored.width != decoded.width || stored.height != decoded.height) return 1000;
  double largest = 0;
  for (size_t at = 0; at < size_t{stored.width} * stored.height; ++at) {
    largest = std::max(largest, DeltaE(ColourAt(decoded, at), reference(ColourAt(stored, at))));
  }
  return largest;
}

struct Space {
  const char* name;
  Primaries primaries;
  double gamma;
};
constexpr std::array kSpaces = {
    Space{"Display P3", test::kDisplayP3, 2.2}, Space{"Adobe RGB", test::kAdobeRgb, 563.0 / 256},
    Space{"ProPhoto", test::kProPhoto, 1.8}, Space{"BT.2020", test::kBt2020, 2.4}};

TEST_F(ColourAccuracyTest, WideSpacesInEveryLosslessFormat) {
  const Picture chart = Chart();
  for (const Space& space : kSpaces) {
    const auto reference = [&](const Triple& stored) {
      return ReferenceSrgb(stored, space.primaries, space.gamma);
    };
    for (const auto& [format, depth] :
         {std::pair{"PNG", 8U}, {"PNG", 16U}, {"TIFF", 8U}, {"TIFF", 16U}, {"WEBP", 8U}}) {
      test::FileSpec spec;
      spec.format = format;
      spec.depth = depth;
      spec.quality = spec.format == std::string("WEBP") ? 101 : 90;
      spec.icc = test::GammaProfile(space.primaries, space.gamma);
      const Picture decoded = Decoded(test::MakeFile(chart, spec));
      EXPECT_LE(LargestDeltaE(chart, decoded, reference), kDeltaEMax)
          << space.name << " in " << format << " of " << depth << " bits";
    }
  }
}

TEST_F(ColourAccuracyTest, WideSpacesInJpeg) {
  // Uniform fields, so that coding losses do not count.
  for (const Space& space : kSpaces) {
    for (const auto& [red, green, blue] : {std::tuple{200, 120, 60},
                                           {30, 90, 160},
                                           {128, 128, 128},
                                           {250, 240, 200},
                                           {60, 20, 40}}) {
      Picture field{16, 16, ColourModel::kRgb, {}, false};
      for (const int value : {red, green, blue}) {
        field.planes.push_back({16, 16, std::vector<uint8_t>(256, static_cast<uint8_t>(value))});
      }
      test::FileSpec spec;
      spec.quality = 100;
      spec.icc = test::GammaProfile(space.primaries, space.gamma);
      const Picture decoded = Decoded(test::MakeFile(field, spec));
      EXPECT_LE(LargestDeltaE(field, decoded,
                              [&](const Triple& stored) {
                                return ReferenceSrgb(stored, space.primaries, space.gamma);
                              }),
                kDeltaEMax)
          << space.name << " " << red << "," << green << "," << blue;
    }
  }
}

TEST_F(ColourAccuracyTest, GreyWithAGammaOfItsOwn) {
  Picture ramp{256, 1, ColourModel::kGrey, {{256, 1, {}}}, false};
  for (int i = 0; i < 256; ++i) ramp.planes[0].samples.push_back(static_cast<uint8_t>(i));
  for (const double gamma : {1.0, 1.8, 2.2}) {
    const auto reference = [&](const Triple& stored) {
      return ReferenceSrgb(stored, {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, test::kWhiteD65},
                           gamma);
    };
    for (const auto& [format, depth] : {std::pair{"PNG", 8U}, {"PNG", 16U}, {"TIFF", 8U}}) {
      test::FileSpec spec;
      spec.format = format;
      spec.depth = depth;
      spec.icc = test::GreyGammaProfile(gamma);
      const Picture decoded = Decoded(test::MakeFile(ramp, spec));
      EXPECT_EQ(decoded.colour, ColourModel::kGrey);
      EXPECT_LE(LargestDeltaE(ramp, decoded, reference), kDeltaEMax)
          << format << " of " << depth << " bits, gamma " << gamma;
    }
  }
}

// By PNG chunks instead of a profile.
TEST_F(ColourAccuracyTest, PngTellsItsPrimaries) {
  const Picture chart = Chart();
  test::FileSpec spec;
  spec.format = "PNG";
  const auto number = [](double value) {
    const auto scaled = static_cast<uint32_t>(std::lround(value * 100'000));
    return std::string{static_cast<char>(scaled >> 24), static_cast<char>(scaled >> 16),
                       static_cast<char>(scaled >> 8), static_cast<char>(scaled)};
  };
  const auto point = [&](const Chromaticity& c) { return number(c.x) + number(c.y); };
  for (const Space& space : kSpaces) {
    const Primaries& primaries = space.primaries;
    const std::string told = point(primaries.white) + point(primaries.red) +
                             point(primaries.green) + point(primaries.blue);
    std::string png = test::PngWithChunk(test::MakeFile(chart, spec), "cHRM", told);
    // On their own they have no effect.
    EXPECT_EQ(Compare(Decoded(png), chart).largest, 0) << space.name;
    png = test::PngWithChunk(png, "gAMA", number(1 / space.gamma));
    EXPECT_LE(LargestDeltaE(chart, Decoded(png),
                            [&](const Triple& stored) {
                              return ReferenceSrgb(stored, primaries, space.gamma);
                            }),
              kDeltaEMax)
        << space.name;
  }
}

TEST_F(ColourAccuracyTest, InksWithAProfile) {
  for (const char* format : {"JPEG", "TIFF"}) {
    for (const auto& [cyan, magenta, yellow, black] : {std::tuple{0, 0, 0, 0},
                                                       {20, 60, 90, 10},
                                                       {80, 30, 0, 0},
                                                       {0, 100, 100, 0},
                                                       {50, 50, 50, 50}}) {
      const std::string file = test::MakeCmykFile(
          format, 16, 16, static_cast<uint32_t>(cyan), static_cast<uint32_t>(magenta),
          static_cast<uint32_t>(yellow), static_cast<uint32_t>(black), test::PlainInkProfile());
      const Picture decoded = Decoded(file);
      const Triple wanted = {(1 - cyan / 100.0) * (1 - black / 100.0),
                             (1 - magenta / 100.0) * (1 - black / 100.0),
                             (1 - yellow / 100.0) * (1 - black / 100.0)};
      EXPECT_LE(DeltaE(ColourAt(decoded, 100), wanted), kDeltaEMax)
          << format << " " << cyan << "," << magenta << "," << yellow << "," << black;
    }
  }
}

// L*a*b* as scanners and Photoshop write it: with D50 as the white point.
TEST_F(ColourAccuracyTest, LabTiff) {
  for (const uint32_t bits : {8U, 16U}) {
    for (const auto& [l, a, b] : {std::tuple{100, 0, 0},
                                  {50, 0, 0},
                                  {60, 40, 30},
                                  {40, -30, 20},
                                  {70, 10, -40},
                                  {20, 5, -5},
                                  {0, 0, 0}}) {
      const Picture decoded = Decoded(test::MakeLabTiff(8, 8, bits, l, a, b));
      const Triple wanted = ReferenceSrgbOfLab(
          {static_cast<double>(l), static_cast<double>(a), static_cast<double>(b)});
      EXPECT_LE(DeltaE(ColourAt(decoded, 9), wanted), kDeltaEMax)
          << bits << " bits: " << l << "," << a << "," << b;
    }
  }
}

}  // namespace
}  // namespace photomill
