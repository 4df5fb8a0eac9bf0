#include "common/base/random.h"

#include <array>

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Random, IsSplitMix64) {
  // The first numbers of the reference implementation for the seed 1234567.
  Random random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317U);
  EXPECT_EQ(random.Next(), 3203168211198807973U);
  EXPECT_EQ(random.Next(), 9817491932198370423U);
}

TEST(Random, StaysInBoundsAndReachesThem) {
  Random random(7);
  std::array<int, 5> hits{};
  for (int i = 0; i < 1000; ++i) {
    const uint64_t number = random.Below(5);
    ASSERT_LT(number, 5U);
    ++hits[number];
    const double unit = random.Unit();
    ASSERT_GE(unit, 0.0);
    ASSERT_LT(unit, 1.0);
  }
  for (const int count : hits) EXPECT_GT(count, 100);
}

}  // namespace
}  // namespace photomill
