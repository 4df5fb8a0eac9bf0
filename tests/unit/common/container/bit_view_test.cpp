#include "common/container/bit_view.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/coded_bytes.h"

namespace photomill {
namespace {

TEST(BitViewTest, ReadsNumbersAndKnowsItsEnd) {
  const std::string bytes =
      BitBytes().Put(5, 3).PutGolomb(0).PutGolomb(6).PutGolomb(0xFFFFFFFE).Put(1, 1).bytes();
  BitView bits(bytes);
  EXPECT_EQ(bits.Bits(3), 5U);
  EXPECT_EQ(bits.ExpGolomb(), 0U);
  EXPECT_EQ(bits.ExpGolomb(), 6U);
  EXPECT_EQ(bits.ExpGolomb(), 0xFFFFFFFEU);
  EXPECT_TRUE(bits.Flag());
  EXPECT_TRUE(bits.ok());
  bits.Skip(1000);
  EXPECT_FALSE(bits.ok());
  EXPECT_EQ(bits.Bits(32), 0U);
  const std::string zeros(64, '\0');
  BitView endless(zeros);
  EXPECT_EQ(endless.ExpGolomb(), 0U);
  EXPECT_FALSE(endless.ok());
}

}  // namespace
}  // namespace photomill
