// Digests compared with the output of `xxhsum -H128`.
#include "common/base/digest.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Digest, IsWhatXxhsumPrints) {
  EXPECT_EQ(ToHex(DigestOf(std::string_view(""))), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(ToHex(DigestOf(std::string_view("a"))), "a96faf705af16834e6c632b61e964e1f");
}

TEST(Digest, HexAndBytesComeBack) {
  const Digest digest = {0x0123456789abcdefU, 0xfedcba9876543210U};
  EXPECT_EQ(ToHex(digest), "0123456789abcdeffedcba9876543210");
  EXPECT_EQ(ParseDigest(ToHex(digest)), digest);
  EXPECT_EQ(ToBytes(digest).size(), 16U);
  EXPECT_EQ(ToBytes(digest)[0], '\x01');
  EXPECT_EQ(DigestFromBytes(ToBytes(digest)), digest);
}

TEST(Digest, RefusesWhatIsNone) {
  EXPECT_FALSE(ParseDigest("").has_value());
  EXPECT_FALSE(ParseDigest("0123456789abcdeffedcba987654321").has_value());
  EXPECT_FALSE(ParseDigest("0123456789abcdeffedcba98765432100").has_value());
  EXPECT_FALSE(ParseDigest("0123456789ABCDEFFEDCBA9876543210").has_value());
  EXPECT_FALSE(ParseDigest("0123456789abcdeffedcba987654321g").has_value());
  EXPECT_FALSE(DigestFromBytes("fifteen bytes..").has_value());
}

}  // namespace
}  // namespace photomill
