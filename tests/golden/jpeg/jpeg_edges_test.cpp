// Images that libjpeg decodes at a scale do not show the parts of blocks outside the image.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/support/jpeg_drawing.h"

namespace photomill {
namespace {

using JpegEdgesTest = GoldenTest;

constexpr int kTolerance = 3;  // levels

// The planes as decoded, whatever their colours.
Picture PlanesOf(const std::string& jpeg, uint32_t denominator) {
  const Result<PictureHeader> header = ReadPictureHeader(jpeg, PictureLimits{});
  EXPECT_TRUE(header.ok());
  Result<DecodedPicture> decoded = DecodePicture(jpeg, *header, denominator);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.text, "");
  return std::move(decoded->picture);
}

double SampleAt(const Plane& plane, uint32_t x, uint32_t y) {
  return plane.samples[size_t{y} * plane.width + x];
}

// The mean of the part of a rectangle that is in the plane.
double MeanOf(const Plane& plane, uint32_t left, uint32_t top, uint32_t across, uint32_t down) {
  double sum = 0;
  int count = 0;
  for (uint32_t y = top; y < std::min(top + down, plane.height); ++y) {
    for (uint32_t x = left; x < std::min(left + across, plane.width); ++x) {
      sum += SampleAt(plane, x, y);
      ++count;
    }
  }
  return sum / count;
}

// Returns which fraction of the sample at this position is covered by px of the image.
double Covered(uint32_t at, uint32_t px_per_sample, uint32_t px) {
  return std::min(1.0, (px - 1.0 * at * px_per_sample) / px_per_sample);
}

double Mix(double outside, double inside, double share) {
  return outside + (inside - outside) * share;
}

// Returns the largest difference in the last column and row between the scaled decode and a full
// one. A sample that is partly outside the image should be a mix with the sample before it.
double DifferenceAtEdges(const Picture& whole, const Picture& scaled, uint32_t denominator) {
  double largest = 0;
  for (size_t i = 0; i < scaled.planes.size(); ++i) {
    const ChromaArea area = i > 0 ? scaled.chroma : kWholeChroma;
    const ChromaArea full = i > 0 ? whole.chroma : kWholeChroma;
    const uint32_t across = denominator * area.across;  // px
    const uint32_t down = denominator * area.down;
    const Plane& plane = scaled.planes[i];
    for (uint32_t y = 0; y < plane.height; ++y) {
      for (uint32_t x = 0; x < plane.width; ++x) {
        if (x + 1 < plane.width && y + 1 < plane.height) continue;
        const uint32_t samples_across = across / full.across;
        const uint32_t samples_down = down / full.down;
        double sample = MeanOf(whole.planes[i], x * samples_across, y * samples_down,
                               samples_across, samples_down);
        if (x > 0) sample = Mix(SampleAt(plane, x - 1, y), sample, Covered(x, across, whole.width));
        if (y > 0) sample = Mix(SampleAt(plane, x, y - 1), sample, Covered(y, down, whole.height));
        largest = std::max(largest, std::abs(sample - SampleAt(plane, x, y)));
      }
    }
  }
  return largest;
}

// A slope inside the image, and the opposite colours outside.
test::JpegDrawing WithOtherColoursOutside(uint32_t width, uint32_t height, int across, int down) {
  test::JpegDrawing drawing;
  drawing.width = width;
  drawing.height = height;
  drawing.across = across;
  drawing.down = down;
  const auto size = [](uint32_t whole, int factor, int component) {
    const auto most = static_cast<uint32_t>(factor);
    return component == 0 ? whole : (whole + most - 1) / most;
  };
  drawing.sample = [=](int component, uint32_t x, uint32_t y) -> uint8_t {
    const auto sample = static_cast<uint8_t>(60 + 30 * component + x / 2 + y / 4);
    const bool inside = x < size(width, across, component) && y < size(height, down, component);
    if (inside) return sample;
    return sample < 128 ? 235 : 20;
  };
  return drawing;
}

void ExpectCleanEdges(const test::JpegDrawing& drawing) {
  const std::string jpeg = test::DrawJpeg(drawing);
  const Picture whole = PlanesOf(jpeg, 1);
  for (const uint32_t denominator : {2U, 4U, 8U}) {
    const Picture scaled = PlanesOf(jpeg, denominator);
    EXPECT_LE(DifferenceAtEdges(whole, scaled, denominator), kTolerance)
        << drawing.width << " x " << drawing.height << " at 1/" << denominator << ", "
        << drawing.across << "x" << drawing.down << ", " << drawing.components << " components"
        << (drawing.progressive ? ", progressive" : "");
  }
}

TEST_F(JpegEdgesTest, ColoursOutsideTheImageStayThere) {
  for (const auto& [across, down] : {std::pair{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}}) {
    for (uint32_t more = 0; more <= 17; ++more) {
      for (const bool progressive : {false, true}) {
        test::JpegDrawing drawing =
            WithOtherColoursOutside(64 + more, 49 + 16 - more % 16, across, down);
        drawing.progressive = progressive;
        ExpectCleanEdges(drawing);
      }
    }
  }
}

TEST_F(JpegEdgesTest, SoDoTheyInGreyInSeveralScansAndInTinyImages) {
  for (uint32_t side = 1; side <= 17; ++side) {
    test::JpegDrawing drawing = WithOtherColoursOutside(side, 18 - side, 2, 2);
    ExpectCleanEdges(drawing);
    drawing.several_scans = true;
    ExpectCleanEdges(drawing);
    drawing.restart_interval = 1;
    ExpectCleanEdges(drawing);
    drawing = WithOtherColoursOutside(32 + side, 16 + side, 1, 1);
    drawing.components = 1;
    ExpectCleanEdges(drawing);
    drawing.across = drawing.down = 2;  // has no effect on a single component
    ExpectCleanEdges(drawing);
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
