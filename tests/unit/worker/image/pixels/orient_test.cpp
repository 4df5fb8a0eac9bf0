#include "worker/image/pixels/orient.h"

#include <gtest/gtest.h>

#include <string>

namespace photomill {
namespace {

// "ab/cd/ef": two columns, three rows.
Picture FromText(const std::string& text) {
  const auto width = static_cast<uint32_t>(text.find('/'));
  Plane plane{width, 0, {}};
  for (const char c : text + "/") {
    if (c == '/') {
      ++plane.height;
    } else {
      plane.samples.push_back(static_cast<uint8_t>(c));
    }
  }
  return {width, plane.height, ColourModel::kGrey, {plane}, false};
}

std::string ToText(const Picture& picture) {
  std::string text;
  const Plane& plane = picture.planes[0];
  EXPECT_EQ(plane.width, picture.width);
  EXPECT_EQ(plane.height, picture.height);
  for (size_t i = 0; i < plane.samples.size(); ++i) {
    if (i != 0 && i % plane.width == 0) text += '/';
    text += static_cast<char>(plane.samples[i]);
  }
  return text;
}

// The stored forms of "ab/cd/ef" by the EXIF specification: the sides of the 0th row and column.
TEST(TurnUprightTest, UndoesEachOfTheEight) {
  EXPECT_EQ(ToText(TurnUpright(FromText("ab/cd/ef"), 1)), "ab/cd/ef");
  EXPECT_EQ(ToText(TurnUpright(FromText("ba/dc/fe"), 2)), "ab/cd/ef");
  EXPECT_EQ(ToText(TurnUpright(FromText("fe/dc/ba"), 3)), "ab/cd/ef");
  EXPECT_EQ(ToText(TurnUpright(FromText("ef/cd/ab"), 4)), "ab/cd/ef");
  EXPECT_EQ(ToText(TurnUpright(FromText("ace/bdf"), 5)), "ab/cd/ef");
  EXPECT_EQ(ToText(TurnUpright(FromText("bdf/ace"), 6)), "ab/cd/ef");
  EXPECT_EQ(ToText(TurnUpright(FromText("fdb/eca"), 7)), "ab/cd/ef");
  EXPECT_EQ(ToText(TurnUpright(FromText("eca/fdb"), 8)), "ab/cd/ef");
}

TEST(TurnUprightTest, TakesImpossibleOrientationsForUpright) {
  EXPECT_EQ(ToText(TurnUpright(FromText("ab/cd"), 0)), "ab/cd");
  EXPECT_EQ(ToText(TurnUpright(FromText("ab/cd"), 9)), "ab/cd");
}

TEST(TurnUprightTest, TurnsAllPlanesBeyondTheBlockSize) {
  constexpr uint32_t kWidth = 131;
  constexpr uint32_t kHeight = 67;
  Picture picture{kWidth, kHeight, ColourModel::kRgb, {}, true};
  for (uint32_t plane = 0; plane < 4; ++plane) {
    Plane samples{kWidth, kHeight, {}};
    for (uint32_t i = 0; i < kWidth * kHeight; ++i) {
      samples.samples.push_back(static_cast<uint8_t>(i * 7 + plane));
    }
    picture.planes.push_back(samples);
  }
  const Picture turned = TurnUpright(picture, 6);  // clockwise by 90°
  ASSERT_EQ(turned.width, kHeight);
  ASSERT_EQ(turned.height, kWidth);
  for (size_t plane = 0; plane < 4; ++plane) {
    for (size_t y = 0; y < kWidth; ++y) {
      for (size_t x = 0; x < kHeight; ++x) {
        ASSERT_EQ(turned.planes[plane].samples[y * kHeight + x],
                  picture.planes[plane].samples[(kHeight - 1 - x) * kWidth + y]);
      }
    }
  }
}

}  // namespace
}  // namespace photomill
