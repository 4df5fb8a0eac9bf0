// Images that libjpeg decodes at a scale do not show the parts of blocks outside the image.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/golden/small_edges.h"
#include "tests/support/jpeg_drawing.h"

namespace photomill {
namespace {

using JpegEdgesTest = GoldenTest;

constexpr int kTolerance = 3;  // levels

// Inside the image a slope. Outside are other colours, of which the samples of subsampled components
// at the edge have a part.
test::JpegDrawing WithOtherColoursOutside(uint32_t width, uint32_t height, int across, int down) {
  test::JpegDrawing drawing;
  drawing.width = width;
  drawing.height = height;
  drawing.across = across;
  drawing.down = down;
  drawing.sample = [=](int component, uint32_t x, uint32_t y) -> uint8_t {
    const bool whole = component == 0 || component == 3;
    const auto wide = static_cast<uint32_t>(whole ? 1 : across);
    const auto high = static_cast<uint32_t>(whole ? 1 : down);
    double sum = 0;
    for (uint32_t j = y * high; j < (y + 1) * high; ++j) {
      for (uint32_t i = x * wide; i < (x + 1) * wide; ++i) {
        const bool inside = i < width && j < height;
        const double outside = component == 1 ? 200 : 30;
        sum += inside ? 90 + 15 * component + i / 8.0 + j / 16.0 : outside;
      }
    }
    return static_cast<uint8_t>(sum / (wide * high));
  };
  return drawing;
}

void ExpectCleanEdges(const test::JpegDrawing& drawing) {
  const std::string jpeg = test::DrawJpeg(drawing);
  const uint32_t side = std::max(drawing.width, drawing.height);
  for (const uint32_t parts : {4U, 5U, 7U, 8U, 11U, 16U, 24U}) {
    if (side < parts) continue;
    EXPECT_LE(DifferenceAtSmallEdges(jpeg, side / parts), kTolerance)
        << drawing.width << " x " << drawing.height << " within " << side / parts << ", "
        << drawing.across << "x" << drawing.down << ", " << drawing.components << " components"
        << (drawing.progressive ? ", progressive" : "") << ", quality " << drawing.quality;
  }
}

TEST_F(JpegEdgesTest, ColoursOutsideTheImageStayThere) {
  for (const auto& [across, down] : {std::pair{1, 1}, {2, 1}, {1, 2}, {2, 2}}) {
    for (uint32_t more = 0; more <= 32; ++more) {
      test::JpegDrawing drawing =
          WithOtherColoursOutside(224 + more, 160 + more * 7 % 33, across, down);
      drawing.progressive = more % 2 != 0;
      drawing.quality = more % 3 == 0 ? 85 : 92;
      ExpectCleanEdges(drawing);
    }
  }
}

TEST_F(JpegEdgesTest, SoDoTheyInGreyAndInSeveralScans) {
  for (uint32_t more = 1; more <= 16; ++more) {
    test::JpegDrawing drawing = WithOtherColoursOutside(160 + more, 112 + 17 - more, 2, 2);
    drawing.several_scans = true;
    ExpectCleanEdges(drawing);
    drawing.restart_interval = 1;
    ExpectCleanEdges(drawing);
    drawing = WithOtherColoursOutside(160 + more, 112 + more, 1, 1);
    drawing.components = 1;
    ExpectCleanEdges(drawing);
    drawing.across = drawing.down = 2;  // has no effect on a single component
    ExpectCleanEdges(drawing);
  }
}

TEST_F(JpegEdgesTest, TinyImagesHaveEdgesOnly) {
  for (uint32_t side = 1; side <= 17; ++side) {
    const test::JpegDrawing drawing = WithOtherColoursOutside(side, 18 - side, 2, 2);
    for (const uint32_t denominator : {2U, 4U, 8U}) {
      const Result<DecodedPicture> scaled = DecodeFile(test::DrawJpeg(drawing), denominator);
      ASSERT_TRUE(scaled.ok()) << scaled.failure().detail;
      // The brightness of the image is near 90, and 30 outside.
      const Colour last =
          At(scaled->picture, scaled->picture.width - 1, scaled->picture.height - 1);
      EXPECT_NEAR(0.299 * last[0] + 0.587 * last[1] + 0.114 * last[2], 91, 5) << side;
    }
  }
}

// Tests both planes and rows with converted colours.
TEST_F(JpegEdgesTest, APlainImageStaysPlain) {
  for (const int components : {1, 3, 4}) {
    for (const uint32_t denominator : {2U, 4U, 8U}) {
      test::JpegDrawing drawing;
      drawing.width = 65;
      drawing.height = 41;
      drawing.components = components;
      drawing.sample = [=](int component, uint32_t x, uint32_t y) -> uint8_t {
        const bool halved = components == 3 && component > 0;
        return x < (halved ? 33 : 65) && y < (halved ? 21 : 41) ? 150 : 0;
      };
      if (components == 3) drawing.across = drawing.down = 2;
      const Picture whole = Decoded(test::DrawJpeg(drawing));
      const Result<DecodedPicture> scaled = DecodeFile(test::DrawJpeg(drawing), denominator);
      ASSERT_TRUE(scaled.ok()) << scaled.failure().detail;
      const Picture& picture = scaled->picture;
      for (size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(At(picture, picture.width - 1, 0)[i], At(whole, 0, 0)[i], kTolerance);
        EXPECT_NEAR(At(picture, 0, picture.height - 1)[i], At(whole, 0, 0)[i], kTolerance);
      }
    }
  }
}

}  // namespace
}  // namespace photomill
