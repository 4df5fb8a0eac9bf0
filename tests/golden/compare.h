// The decoded form of a file, and the difference of two images.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "tests/support/pictures.h"
#include "worker/image/codec.h"

namespace photomill {

class GoldenTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const Status status = InitialiseImaging();
    ASSERT_TRUE(status.ok()) << status.failure().detail;
  }
};

// As a viewer shows it.
inline Result<DecodedPicture> DecodeFile(std::string_view bytes, uint32_t denominator = 1) {
  const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
  if (!header.ok()) return header.failure();
  Result<DecodedPicture> decoded = DecodePicture(bytes, *header, denominator);
  if (!decoded.ok()) return decoded;
  WarningText warning = std::move(decoded->warning);
  return DecodedPicture{test::AsShown(*std::move(decoded)), 1, std::move(warning)};
}

// The image in a file that must be valid.
inline Picture Decoded(std::string_view bytes) {
  Result<DecodedPicture> decoded = DecodeFile(bytes);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  return decoded.ok() ? std::move(decoded->picture) : Picture{};
}

using Colour = std::array<int, 4>;  // red, green, blue, alpha

inline Colour At(const Picture& picture, uint32_t x, uint32_t y) {
  const size_t at = size_t{y} * picture.width + x;
  const bool grey = picture.colour == ColourModel::kGrey;
  const auto plane = [&](size_t i) { return picture.planes[i].samples[at]; };
  return {plane(0), plane(grey ? 0 : 1), plane(grey ? 0 : 2),
          picture.has_alpha ? picture.planes.back().samples[at] : 255};
}

// The largest difference of the colours (not of alpha), and the mean.
struct Difference {
  int largest = 0;
  double mean = 0;
};
inline Difference Compare(const Picture& a, const Picture& b) {
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.height, b.height);
  Difference difference;
  if (a.width != b.width || a.height != b.height) return {255, 255};
  for (uint32_t y = 0; y < a.height; ++y) {
    for (uint32_t x = 0; x < a.width; ++x) {
      const Colour first = At(a, x, y);
      const Colour second = At(b, x, y);
      for (size_t i = 0; i < 3; ++i) {
        const int distance = std::abs(first[i] - second[i]);
        difference.largest = std::max(difference.largest, distance);
        difference.mean += distance;
      }
    }
  }
  difference.mean /= 3.0 * a.width * a.height;
  return difference;
}

}  // namespace photomill
