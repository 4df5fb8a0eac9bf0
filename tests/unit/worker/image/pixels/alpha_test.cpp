#include "worker/image/pixels/alpha.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

Plane Samples(std::vector<uint8_t> samples) {
  return {static_cast<uint32_t>(samples.size()), 1, std::move(samples)};
}

Picture GreyWithAlpha(std::vector<uint8_t> grey, std::vector<uint8_t> alpha) {
  const auto width = static_cast<uint32_t>(grey.size());
  return {
      width, 1, ColourModel::kGrey, {Samples(std::move(grey)), Samples(std::move(alpha))}, true};
}

TEST(FlattenedTest, MixesByAlphaAndRounds) {
  const Picture flat = Flattened(GreyWithAlpha({0, 0, 0, 200}, {255, 0, 128, 51}), Rgb{});
  EXPECT_FALSE(flat.has_alpha);
  EXPECT_EQ(flat.colour, ColourModel::kGrey);
  ASSERT_EQ(flat.planes.size(), 1U);
  EXPECT_EQ(flat.planes[0].samples, (std::vector<uint8_t>{0, 255, 127, 244}));
}

TEST(FlattenedTest, IsExactForAllColoursAndAlphas) {
  for (int colour = 0; colour < 256; colour += 5) {
    for (int alpha = 0; alpha < 256; ++alpha) {
      const Picture flat =
          Flattened(GreyWithAlpha({static_cast<uint8_t>(colour)}, {static_cast<uint8_t>(alpha)}),
                    Rgb{100, 100, 100});
      const double exact = (colour * alpha + 100 * (255 - alpha)) / 255.0;
      ASSERT_NEAR(flat.planes[0].samples[0], exact, 0.5 + 1e-9);
    }
  }
}

TEST(FlattenedTest, GreyOnAColouredBackgroundBecomesColoured) {
  const Picture flat = Flattened(GreyWithAlpha({40, 40}, {0, 255}), Rgb{10, 20, 30});
  EXPECT_EQ(flat.colour, ColourModel::kRgb);
  ASSERT_EQ(flat.planes.size(), 3U);
  EXPECT_EQ(flat.planes[0].samples, (std::vector<uint8_t>{10, 40}));
  EXPECT_EQ(flat.planes[1].samples, (std::vector<uint8_t>{20, 40}));
  EXPECT_EQ(flat.planes[2].samples, (std::vector<uint8_t>{30, 40}));
}

TEST(FlattenedTest, LeavesOpaquePicturesAlone) {
  const Picture opaque{2, 1, ColourModel::kGrey, {Samples({1, 2})}, false};
  EXPECT_EQ(Flattened(opaque, Rgb{}).planes[0].samples, opaque.planes[0].samples);
}

TEST(DropOpaqueAlphaTest, DropsOnlyWhatIsOpaqueEverywhere) {
  Picture opaque = GreyWithAlpha({1, 2}, {255, 255});
  DropOpaqueAlpha(opaque);
  EXPECT_FALSE(opaque.has_alpha);
  EXPECT_EQ(opaque.planes.size(), 1U);

  Picture almost = GreyWithAlpha({1, 2}, {255, 254});
  DropOpaqueAlpha(almost);
  EXPECT_TRUE(almost.has_alpha);
  EXPECT_EQ(almost.planes.size(), 2U);
}

}  // namespace
}  // namespace photomill
