// Resampling gives the right result at every ratio and in every shape, and the same samples
// whatever instructions the CPU supports.
#include "worker/image/pixels/resample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include "tests/support/pictures.h"

namespace photomill {
namespace {

Region Whole(const Picture& picture) {
  return {0, 0, static_cast<double>(picture.width), static_cast<double>(picture.height)};
}

Picture Resampled(const Picture& picture, const Region& region, uint32_t width, uint32_t height,
                  Instructions instructions = Instructions::kBest) {
  Result<Picture> out =
      Resample(picture, {region, width, height, kWholeChroma, false, false, instructions});
  EXPECT_TRUE(out.ok()) << out.failure().detail;
  return out.ok() ? std::move(*out) : Picture{};
}

bool SameSamples(const Picture& a, const Picture& b) {
  if (a.planes.size() != b.planes.size()) return false;
  for (size_t i = 0; i < a.planes.size(); ++i) {
    if (a.planes[i].samples != b.planes[i].samples) return false;
  }
  return true;
}

bool ProcessorHas(Instructions instructions) {
#if defined(__x86_64__)
  return instructions != Instructions::kAvx2 || __builtin_cpu_supports("avx2") != 0;
#else
  return instructions == Instructions::kPortable || instructions == Instructions::kBest;
#endif
}

// Lanczos of one sample in double precision, with mirrored edges: the expected value for a row.
double Lanczos(double x) {
  constexpr double kPi = 3.14159265358979323846;
  if (x == 0) return 1;
  if (std::abs(x) >= 3) return 0;
  return 3 * std::sin(kPi * x) * std::sin(kPi * x / 3) / (kPi * kPi * x * x);
}

TEST(ResampleTest, AllInstructionsGiveTheSameSamples) {
  const std::array<Picture, 2> pictures = {test::PhotographLike(331, 217),
                                           test::PhotographWithAlpha(331, 217)};
  for (const Picture& picture : pictures) {
    for (const auto& [width, height] :
         {std::pair{100U, 66U}, {160U, 217U}, {331U, 50U}, {500U, 400U}, {7U, 3U}}) {
      for (const Region& region : {Whole(picture), Region{10.25, 3.5, 200.5, 131.25}}) {
        const Picture wanted = Resampled(picture, region, width, height, Instructions::kPortable);
        for (const Instructions instructions :
             {Instructions::kBest, Instructions::kSse2, Instructions::kAvx2}) {
          if (!ProcessorHas(instructions)) continue;
          EXPECT_TRUE(SameSamples(Resampled(picture, region, width, height, instructions), wanted))
              << static_cast<int>(instructions) << " to " << width << " x " << height;
        }
      }
    }
  }
}

TEST(ResampleTest, IsLanczosWithThreeLobes) {
  Picture row{300, 1, ColourModel::kGrey, {{300, 1, {}}}, false};
  const Picture photograph = test::PhotographLike(300, 1);
  row.planes[0] = photograph.planes[0];
  constexpr uint32_t kWidth = 70;
  constexpr double kRatio = 300.0 / kWidth;
  const Picture out = Resampled(row, Whole(row), kWidth, 1);
  for (uint32_t x = 5; x + 5 < kWidth; ++x) {
    const double centre = (x + 0.5) * kRatio - 0.5;
    double sum = 0;
    double weights = 0;
    for (int at = 0; at < 300; ++at) {
      const double weight = Lanczos((at - centre) / kRatio);
      sum += weight * row.planes[0].samples[static_cast<size_t>(at)];
      weights += weight;
    }
    EXPECT_NEAR(out.planes[0].samples[x], std::clamp(sum / weights, 0.0, 255.0), 1) << x;
  }
}

TEST(ResampleTest, EveryShapeBecomesEveryShape) {
  const std::array<std::pair<uint32_t, uint32_t>, 6> shapes = {
      {{1, 1}, {1, 300}, {300, 1}, {2, 3}, {65500, 2}, {257, 129}}};
  for (const auto& [from_width, from_height] : shapes) {
    Picture plain = test::PhotographLike(from_width, from_height);
    for (Plane& plane : plain.planes) std::fill(plane.samples.begin(), plane.samples.end(), 201);
    for (const auto& [width, height] : shapes) {
      const Picture out = Resampled(plain, Whole(plain), width, height);
      ASSERT_EQ(out.planes.size(), 3U);
      for (const Plane& plane : out.planes) {
        ASSERT_EQ(plane.samples.size(), size_t{width} * height);
        EXPECT_EQ(std::count(plane.samples.begin(), plane.samples.end(), 201),
                  static_cast<ptrdiff_t>(plane.samples.size()))
            << from_width << " x " << from_height << " to " << width << " x " << height;
      }
    }
  }
}

TEST(ResampleTest, VeryLargeRatiosTakeTheMean) {
  Picture stripes{60000, 1, ColourModel::kGrey, {{60000, 1, {}}}, false};
  for (uint32_t x = 0; x < 60000; ++x) {
    stripes.planes[0].samples.push_back(x % 2 == 0 ? 40 : 160);
  }
  for (const uint32_t width : {1U, 3U, 20U}) {
    const Picture out = Resampled(stripes, Whole(stripes), width, 1);
    for (const uint8_t sample : out.planes[0].samples) EXPECT_NEAR(sample, 100, 2) << width;
  }
}

TEST(ResampleTest, AFractionalRegionBeginsBetweenSamples) {
  Picture ramp{200, 1, ColourModel::kGrey, {{200, 1, {}}}, false};
  for (uint32_t x = 0; x < 200; ++x) ramp.planes[0].samples.push_back(static_cast<uint8_t>(x));
  const Picture shifted = Resampled(ramp, {50.5, 0, 60, 1}, 30, 1);
  // The first sample's centre is at 51.5 px, the border between two samples: 51 and 50 meet there.
  for (uint32_t x = 2; x < 28; ++x) EXPECT_NEAR(shifted.planes[0].samples[x], 51 + 2 * x, 1);
}

TEST(ResampleTest, WhatIsTransparentHasNoSay) {
  // Opaque white on the left, transparent black on the right.
  Picture picture{40, 8, ColourModel::kGrey, {}, true};
  picture.planes.assign(2, {40, 8, std::vector<uint8_t>(320)});
  for (uint32_t i = 0; i < 320; ++i) {
    const bool left = i % 40 < 20;
    picture.planes[0].samples[i] = left ? 255 : 0;
    picture.planes[1].samples[i] = left ? 255 : 0;
  }
  const Picture out = Resampled(picture, Whole(picture), 13, 3);
  for (size_t i = 0; i < out.planes[0].samples.size(); ++i) {
    if (out.planes[1].samples[i] <= 2) continue;
    EXPECT_GE(out.planes[0].samples[i], 253) << i;
  }
}

TEST(ResampleTest, WholePixelsThatKeepTheirSizeAreCopied) {
  const Picture picture = test::PhotographWithAlpha(50, 40);
  const Picture part = Resampled(picture, {9.9999999, 5, 20.0000001, 30}, 20, 30);
  EXPECT_EQ(part.planes[3].samples[0], picture.planes[3].samples[5 * 50 + 10]);
  EXPECT_EQ(part.planes[1].samples[20], picture.planes[1].samples[6 * 50 + 10]);
}

}  // namespace
}  // namespace photomill
