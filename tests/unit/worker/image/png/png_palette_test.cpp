#include "worker/image/png/png_palette.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(IndexedPictureTest, ListsWhatIsNotOpaqueFirst) {
  Picture picture{3, 2, ColourModel::kRgb, {}, true};
  picture.planes = {{3, 2, {9, 9, 1, 1, 9, 9}},
                    {3, 2, {8, 8, 2, 2, 8, 8}},
                    {3, 2, {7, 7, 3, 3, 7, 7}},
                    {3, 2, {255, 255, 0, 0, 128, 255}}};
  const std::optional<IndexedPicture> indexed = Indexed(picture);
  ASSERT_TRUE(indexed.has_value());
  const std::vector<std::array<uint8_t, 4>> colours = {
      {1, 2, 3, 0}, {9, 8, 7, 128}, {9, 8, 7, 255}};
  EXPECT_EQ(indexed->colours, colours);
  EXPECT_EQ(indexed->translucent, 2U);
  EXPECT_EQ(indexed->indices, (std::vector<uint8_t>{2, 2, 0, 0, 1, 2}));
}

TEST(IndexedPictureTest, HasAtMost256Colours) {
  Picture picture{256, 1, ColourModel::kGrey, {{256, 1, {}}}, false};
  for (int i = 0; i < 256; ++i) {
    picture.planes[0].samples.push_back(static_cast<uint8_t>(255 - i));
  }
  const std::optional<IndexedPicture> grey = Indexed(picture);
  ASSERT_TRUE(grey.has_value());
  EXPECT_EQ(grey->colours.size(), 256U);
  EXPECT_EQ(grey->colours[1], (std::array<uint8_t, 4>{254, 254, 254, 255}));
  EXPECT_EQ(grey->translucent, 0U);
  picture.has_alpha = true;
  picture.planes.push_back({256, 1, std::vector<uint8_t>(256, 255)});
  EXPECT_TRUE(Indexed(picture).has_value());
  // 257 colours.
  picture.width = 257;
  for (Plane& plane : picture.planes) {
    plane.width = 257;
    plane.samples.push_back(0);
  }
  EXPECT_FALSE(Indexed(picture).has_value());
}

}  // namespace
}  // namespace photomill
