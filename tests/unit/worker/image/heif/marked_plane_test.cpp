#include "worker/image/heif/marked_plane.h"

#include <gtest/gtest.h>

#include <cstring>

namespace photomill {
namespace {

// Fills the block whose corner is at (left, top), in 8-bit samples.
void Write(const MarkedPlane& plane, uint32_t left, uint32_t top, uint32_t side) {
  for (uint32_t y = top; y < top + side; ++y) {
    std::memset(plane.samples() + y * plane.stride() + left, 128, side);
  }
}

TEST(MarkedPlaneTest, FindsTheOnlyBlockThatNobodyWrote) {
  for (const auto& [left, top] : {std::pair{0U, 0U}, {12U, 4U}, {60U, 20U}, {36U, 0U}}) {
    const MarkedPlane plane(64, 24, 8);
    for (uint32_t y = 0; y < 24; y += 4) {
      for (uint32_t x = 0; x < 64; x += 4) {
        if (x != left || y != top) Write(plane, x, y, 4);
      }
    }
    EXPECT_TRUE(plane.HasUnwrittenBlock()) << left << ", " << top;
    Write(plane, left, top, 4);
    EXPECT_FALSE(plane.HasUnwrittenBlock()) << left << ", " << top;
  }
}

TEST(MarkedPlaneTest, OneSampleMakesABlockWritten) {
  const MarkedPlane plane(4, 4, 8);
  EXPECT_TRUE(plane.HasUnwrittenBlock());
  plane.samples()[3 * plane.stride() + 3] ^= 1;
  EXPECT_FALSE(plane.HasUnwrittenBlock());
}

TEST(MarkedPlaneTest, DeepSamplesAreNeverTooLargeForTheirDepth) {
  const MarkedPlane plane(100, 8, 9);
  EXPECT_TRUE(plane.HasUnwrittenBlock());
  for (uint32_t y = 0; y < 8; ++y) {
    for (uint32_t x = 0; x < 100; ++x) {
      uint16_t sample = 0;
      std::memcpy(&sample, plane.samples() + y * plane.stride() + 2 * x, sizeof(sample));
      ASSERT_LT(sample, 512);
      sample = 511;
      std::memcpy(plane.samples() + y * plane.stride() + 2 * x, &sample, sizeof(sample));
    }
  }
  EXPECT_FALSE(plane.HasUnwrittenBlock());
}

TEST(MarkedPlaneTest, IsTheSameEachTime) {
  const MarkedPlane one(40, 12, 8);
  const MarkedPlane other(40, 12, 8);
  EXPECT_EQ(one.stride() % MarkedPlane::kAlignment, 0U);
  EXPECT_EQ(std::memcmp(one.samples(), other.samples(), 12 * one.stride()), 0);
}

}  // namespace
}  // namespace photomill
