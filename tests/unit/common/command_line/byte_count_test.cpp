#include "common/command_line/byte_count.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(ByteCountTest, TheUsualSpellingsAreAccepted) {
  constexpr uint64_t kGiga = 1ULL << 30;
  for (const char* text : {"3G", "3g", "3GB", "3gb", "3 GB", "3GiB", "3 GiB", "3Gi", "3072M",
                           "3221225472", "3221225472B", "3145728 KiB"}) {
    EXPECT_EQ(ParseByteCount(text), 3 * kGiga) << text;
  }
  EXPECT_EQ(ParseByteCount("0"), 0U);
  EXPECT_EQ(ParseByteCount("2T"), 2048 * kGiga);
  EXPECT_EQ(ParseByteCount("18446744073709551615"), UINT64_MAX);
}

TEST(ByteCountTest, OtherTextsAreNot) {
  for (const char* text :
       {"", "G", "GB", "-3G", "+3G", "3.5G", "3 G B", "3GG", "3X", "3BG", "0x3", " 3G", "3G ",
        "18446744073709551616", "18446744073709551615K", "99999999999T"}) {
    EXPECT_EQ(ParseByteCount(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace photomill
