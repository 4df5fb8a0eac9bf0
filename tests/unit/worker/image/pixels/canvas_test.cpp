#include "worker/image/pixels/canvas.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

Picture Grey(uint32_t width, uint32_t height, std::vector<uint8_t> samples) {
  return {width, height, ColourModel::kGrey, {{width, height, std::move(samples)}}, false};
}

TEST(OnTransparentCanvasTest, LeavesTheRestTransparent) {
  const Picture out = OnTransparentCanvas(Grey(1, 2, {7, 8}), 3, 2, 1, 0);
  EXPECT_TRUE(out.has_alpha);
  EXPECT_EQ(out.planes[0].samples, (std::vector<uint8_t>{0, 7, 0, 0, 8, 0}));
  EXPECT_EQ(out.planes[1].samples, (std::vector<uint8_t>{0, 255, 0, 0, 255, 0}));
}

TEST(OnTransparentCanvasTest, CutsWhatStandsOver) {
  const Picture left = OnTransparentCanvas(Grey(2, 1, {7, 8}), 2, 1, -1, 0);
  EXPECT_EQ(left.planes[0].samples, (std::vector<uint8_t>{8, 0}));
  const Picture right = OnTransparentCanvas(Grey(2, 2, {7, 8, 9, 10}), 2, 1, 1, 0);
  EXPECT_EQ(right.planes[0].samples, (std::vector<uint8_t>{0, 7}));
  const Picture outside = OnTransparentCanvas(Grey(2, 1, {7, 8}), 2, 1, 1'000'000, -5);
  EXPECT_EQ(outside.planes[1].samples, (std::vector<uint8_t>{0, 0}));
}

TEST(OnTransparentCanvasTest, KeepsWhatCoversTheCanvas) {
  EXPECT_FALSE(OnTransparentCanvas(Grey(2, 1, {7, 8}), 2, 1, 0, 0).has_alpha);
}

TEST(OnBackgroundTest, PadsWithTheBackground) {
  const Picture grey = OnBackground(Grey(1, 1, {7}), 3, 1, 1, 0, Rgb{9, 9, 9});
  EXPECT_EQ(grey.colour, ColourModel::kGrey);
  EXPECT_EQ(grey.planes[0].samples, (std::vector<uint8_t>{9, 7, 9}));

  const Picture coloured = OnBackground(Grey(1, 1, {7}), 2, 1, 1, 0, Rgb{1, 2, 3});
  ASSERT_EQ(coloured.colour, ColourModel::kRgb);
  ASSERT_EQ(coloured.planes.size(), 3U);
  EXPECT_EQ(coloured.planes[0].samples, (std::vector<uint8_t>{1, 7}));
  EXPECT_EQ(coloured.planes[2].samples, (std::vector<uint8_t>{3, 7}));
}

TEST(OnBackgroundTest, ThePadIsOpaqueAndThePicturesAlphaIsKept) {
  Picture picture = Grey(1, 1, {7});
  picture.planes.push_back({1, 1, {100}});
  picture.has_alpha = true;
  const Picture out = OnBackground(picture, 2, 1, 0, 0, Rgb{5, 5, 5});
  ASSERT_TRUE(out.has_alpha);
  EXPECT_EQ(out.planes[1].samples, (std::vector<uint8_t>{100, 255}));
}

TEST(CutOutTest, TakesThePartAndAllThatBelongsToIt) {
  Picture picture = Grey(3, 2, {1, 2, 3, 4, 5, 6});
  picture.planes.push_back({3, 2, {11, 12, 13, 14, 15, 16}});
  picture.has_alpha = true;
  const Picture part = CutOut(picture, 1, 1, 2, 1);
  EXPECT_EQ(part.width, 2U);
  EXPECT_EQ(part.height, 1U);
  EXPECT_TRUE(part.has_alpha);
  EXPECT_EQ(part.planes[0].samples, (std::vector<uint8_t>{5, 6}));
  EXPECT_EQ(part.planes[1].samples, (std::vector<uint8_t>{15, 16}));
  EXPECT_EQ(CutOut(picture, 0, 0, 3, 2).planes[0].samples, picture.planes[0].samples);
}

TEST(DropEqualColoursTest, MakesGreyOnlyOfGrey) {
  Picture picture{2, 1, ColourModel::kRgb, {{2, 1, {1, 2}}, {2, 1, {1, 2}}, {2, 1, {1, 2}}}, false};
  Picture other = picture;
  DropEqualColours(picture);
  EXPECT_EQ(picture.colour, ColourModel::kGrey);
  EXPECT_EQ(picture.planes.size(), 1U);
  other.planes[2].samples[1] = 3;
  DropEqualColours(other);
  EXPECT_EQ(other.colour, ColourModel::kRgb);
  EXPECT_EQ(other.planes.size(), 3U);
}

}  // namespace
}  // namespace photomill
