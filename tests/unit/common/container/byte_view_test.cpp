#include "common/container/byte_view.h"

#include <gtest/gtest.h>

#include "common/container/byte_writer.h"

namespace photomill {
namespace {

constexpr std::string_view kBytes("\x01\x02\x03\x04\x05\x06\x07\x08\xFF", 9);

TEST(ByteViewTest, ReadsNumbersInBothOrders) {
  const ByteView big(kBytes);
  EXPECT_EQ(big.U8(8), 0xFFU);
  EXPECT_EQ(big.U16(0), 0x0102U);
  EXPECT_EQ(big.U24(1), 0x020304U);
  EXPECT_EQ(big.U32(4), 0x05060708U);
  EXPECT_EQ(big.U64(0), 0x0102030405060708U);
  const ByteView little(kBytes, Endian::kLittle);
  EXPECT_EQ(little.U16(0), 0x0201U);
  EXPECT_EQ(little.U24(1), 0x040302U);
  EXPECT_EQ(little.U32(5), 0xFF080706U);
  EXPECT_EQ(little.Number(0, 5), 0x0504030201U);
}

TEST(ByteViewTest, ThereIsNothingOutsideOfTheBytes) {
  const ByteView view(kBytes);
  for (const uint64_t outside : {uint64_t{8}, uint64_t{9}, uint64_t{10}, UINT64_MAX}) {
    EXPECT_EQ(view.U16(outside), 0U) << outside;
    EXPECT_EQ(view.U64(outside), 0U) << outside;
    EXPECT_FALSE(view.Has(outside, 2)) << outside;
    EXPECT_FALSE(view.Is(outside, "ab")) << outside;
  }
  EXPECT_TRUE(view.Has(9, 0));
  EXPECT_FALSE(view.Has(1, UINT64_MAX));
  EXPECT_EQ(view.Slice(7, 100), kBytes.substr(7));
  EXPECT_EQ(view.Slice(UINT64_MAX, 1), "");
}

TEST(ByteWriterTest, WhatIsWrittenIsRead) {
  for (const Endian endian : {Endian::kBig, Endian::kLittle}) {
    std::string out = "ab";
    AppendNumber(out, 0x0102030405, 5, endian);
    EXPECT_EQ(out.size(), 7U);
    EXPECT_EQ(ByteView(out, endian).Number(2, 5), 0x0102030405U);
    PutNumber(out, 3, 0xFFFE, 2, endian);
    EXPECT_EQ(out.size(), 7U);
    EXPECT_EQ(ByteView(out, endian).U16(3), 0xFFFEU);
  }
}

TEST(ByteWriterTest, WhatDoesNotFitIsNotWritten) {
  std::string out = "abc";
  PutNumber(out, 2, 0xFFFF, 2);
  PutNumber(out, UINT64_MAX, 0xFFFF, 2);
  EXPECT_EQ(out, "abc");
}

}  // namespace
}  // namespace photomill
