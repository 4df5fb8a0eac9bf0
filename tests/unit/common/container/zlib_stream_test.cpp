#include "common/container/zlib_stream.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace photomill {
namespace {

std::string Packed(const std::string& bytes) {
  std::string packed(compressBound(bytes.size()), '\0');
  uLongf size = packed.size();
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()),
            Z_OK);
  packed.resize(size);
  return packed;
}

const std::string kText(100'000, 'x');

TEST(ZlibStreamTest, ComesInPartsOfAnySize) {
  const std::string packed = Packed("a text, a text, a text");
  for (size_t part = 1; part <= packed.size(); ++part) {
    std::string text;
    ZlibStream stream([&](std::string_view unpacked) {
      text += unpacked;
      return true;
    });
    for (size_t at = 0; at < packed.size(); at += part) {
      EXPECT_FALSE(stream.ended());
      ASSERT_TRUE(stream.Feed(std::string_view(packed).substr(at, part)));
    }
    EXPECT_TRUE(stream.ended());
    EXPECT_EQ(text, "a text, a text, a text");
    EXPECT_FALSE(stream.Feed("more"));
  }
}

TEST(ZlibStreamTest, WhatIsBehindItsEndIsNotTaken) {
  ZlibStream stream([](std::string_view) { return true; });
  EXPECT_FALSE(stream.Feed(Packed("text") + "!"));
}

TEST(ZlibStreamTest, EndsWhereItIsNotTaken) {
  size_t bytes = 0;
  ZlibStream stream([&](std::string_view unpacked) {
    bytes += unpacked.size();
    return bytes < 20'000;
  });
  EXPECT_FALSE(stream.Feed(Packed(kText)));
  EXPECT_LT(bytes, kText.size());
}

TEST(InflatedBytesTest, CountsWhatThereIs) {
  const std::string packed = Packed(kText);
  EXPECT_EQ(InflatedBytes(packed, kText.size()), kText.size());
  EXPECT_EQ(InflatedBytes("no stream", 100), 0U);
  EXPECT_EQ(InflatedBytes("", 100), 0U);
  uint64_t before = 0;
  for (size_t size = 0; size <= packed.size(); ++size) {
    const uint64_t bytes = InflatedBytes(std::string_view(packed).substr(0, size), kText.size());
    EXPECT_GE(bytes, before) << size;
    before = bytes;
  }
  EXPECT_EQ(before, kText.size());
}

TEST(InflatedBytesTest, StopsSoonAboveTheMost) {
  const uint64_t bytes = InflatedBytes(Packed(kText), 1000);
  EXPECT_GT(bytes, 1000U);
  EXPECT_LT(bytes, kText.size());
}

}  // namespace
}  // namespace photomill
