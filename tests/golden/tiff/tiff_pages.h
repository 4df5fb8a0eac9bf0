// Pages of TIFFs, and what is expected of their decoded images. Shared by the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/golden/golden.h"
#include "tests/support/tiff_drawing.h"

namespace photomill {

using TiffTest = GoldenTest;

inline constexpr uint16_t kWhiteIsZero = 0;
inline constexpr uint16_t kBlackIsZero = 1;
inline constexpr uint16_t kRgb = 2;
inline constexpr uint16_t kPalette = 3;
inline constexpr uint16_t kCmyk = 5;
inline constexpr uint16_t kYcc = 6;
inline constexpr uint16_t kIccLab = 9;

inline constexpr uint16_t kFax3 = 3;
inline constexpr uint16_t kFax4 = 4;
inline constexpr uint16_t kLzw = 5;
inline constexpr uint16_t kJpegInside = 7;
inline constexpr uint16_t kDeflate = 8;

inline constexpr uint32_t kWidth = 37;
inline constexpr uint32_t kHeight = 21;

// A page whose px are all equal.
inline test::TiffDrawing Flat(uint16_t photometric, uint16_t bits,
                              const std::vector<uint32_t>& px) {
  test::TiffDrawing page{.width = kWidth, .height = kHeight};
  page.photometric = photometric;
  page.bits = bits;
  page.samples = static_cast<uint16_t>(px.size());
  page.rows = test::RowsOf(kWidth, kHeight, bits, px);
  return page;
}

// Checks every px, within `tolerance`.
inline void ExpectColour(const std::string& file, const Colour& colour, const std::string& what,
                         int tolerance = 1) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  ASSERT_TRUE(decoded.ok()) << what << ": " << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.text, "") << what;
  const Picture& picture = decoded->picture;
  for (uint32_t y = 0; y < picture.height; ++y) {
    for (uint32_t x = 0; x < picture.width; ++x) {
      for (size_t i = 0; i < 4; ++i) {
        ASSERT_NEAR(At(picture, x, y)[i], colour[i], tolerance)
            << what << ", channel " << i << " at " << x << ", " << y;
      }
    }
  }
}

inline Reason ReasonOf(const std::string& file) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  EXPECT_FALSE(decoded.ok());
  return decoded.ok() ? Reason::kInternal : decoded.failure().reason;
}

inline Result<DecodedPicture> DecodeUndamaged(std::string_view file) {
  const Result<PictureHeader> header = ReadPictureHeader(file, {.cut_off_too = true});
  if (!header) return header.failure();
  return DecodePicture(file, *header, 1, ColourRule::kSrgb, Damage::kKeep);
}

// A page with the samples of `picture`.
inline test::TiffDrawing PageOf(const Picture& picture) {
  test::TiffDrawing page{.width = picture.width, .height = picture.height};
  page.photometric = picture.planes.size() < 3 ? kBlackIsZero : kRgb;
  page.samples = static_cast<uint16_t>(picture.planes.size());
  for (size_t i = 0; i < picture.planes[0].samples.size(); ++i) {
    for (const Plane& plane : picture.planes) {
      page.rows.push_back(static_cast<char>(plane.samples[i]));
    }
  }
  return page;
}

// Overwrites the entry of a tag in a little-endian file.
inline void PutEntry(std::string& file, uint16_t tag, uint16_t type, uint32_t count,
                     uint32_t value) {
  const auto number = [&](size_t at, size_t bytes) {
    uint32_t read = 0;
    std::memcpy(&read, file.data() + at, bytes);
    return read;
  };
  const size_t directory = number(4, 4);
  for (size_t i = 0; i < number(directory, 2); ++i) {
    const size_t at = directory + 2 + i * 12;
    if (number(at, 2) != tag) continue;
    std::memcpy(file.data() + at + 2, &type, 2);
    std::memcpy(file.data() + at + 4, &count, 4);
    std::memcpy(file.data() + at + 8, &value, 4);
    return;
  }
  FAIL() << "no tag " << tag;
}

}  // namespace photomill
