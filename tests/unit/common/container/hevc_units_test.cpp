#include "common/container/hevc_units.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

TEST(HevcUnitsTest, EachStandsBehindItsLength) {
  const std::string bytes = Big(5, 4) + "first" + Big(0, 4) + Big(6, 4) + "second";
  HevcUnits units(bytes);
  EXPECT_EQ(units.Next(), "first");
  EXPECT_EQ(units.Next(), "");
  EXPECT_EQ(units.Next(), "second");
  EXPECT_FALSE(units.Next());
  EXPECT_TRUE(units.whole());
}

TEST(HevcUnitsTest, WhatIsCutOffIsNotWhole) {
  const std::string first = Big(5, 4) + "first";
  const std::string bytes = first + Big(6, 4) + "second";
  for (size_t size = 0; size < bytes.size(); ++size) {
    HevcUnits units(std::string_view(bytes).substr(0, size));
    EXPECT_EQ(units.Next().has_value(), size >= first.size()) << size;
    EXPECT_FALSE(units.Next()) << size;
    EXPECT_EQ(units.whole(), size == 0 || size == first.size()) << size;
  }
}

}  // namespace
}  // namespace photomill
