#include "worker/image/jpeg/jpeg_padding.h"

#include <gtest/gtest.h>

#include <string>

namespace photomill {
namespace {

using std::string_literals::operator""s;

std::string JpegEndingIn(const std::string& before_end) {
  return "\xFF\xD8\xFF\xDA\0\x02picture"s + before_end + "\xFF\xD9 trailing \x01\x02\xFF\xD9"s;
}

constexpr const char* kFour = "Corrupt JPEG data: 4 extraneous bytes before marker 0xd9";

TEST(IsHarmlessPaddingTest, OneValueBeforeTheEndIsPadding) {
  EXPECT_TRUE(IsHarmlessPadding(JpegEndingIn("\0\0\0\0"s), kFour));
  EXPECT_TRUE(IsHarmlessPadding(JpegEndingIn("\x11\x11\x11\x11\x11"s), kFour));
}

TEST(IsHarmlessPaddingTest, OtherBytesAreRemainsOfDamage) {
  EXPECT_FALSE(IsHarmlessPadding(JpegEndingIn("\0\0\0\x01"s), kFour));
  EXPECT_FALSE(IsHarmlessPadding(JpegEndingIn("\0\0\0"s), kFour));
  EXPECT_FALSE(IsHarmlessPadding("no JPEG at all", kFour));
}

TEST(IsHarmlessPaddingTest, DependsOnThePlace) {
  EXPECT_TRUE(IsHarmlessPadding("", "Corrupt JPEG data: 9 extraneous bytes before marker 0xdb"));
  EXPECT_TRUE(IsHarmlessPadding("", "Corrupt JPEG data: 9 extraneous bytes before marker 0xe1"));
  EXPECT_FALSE(IsHarmlessPadding(JpegEndingIn("\0\0\0\0"s),
                                 "Corrupt JPEG data: 4 extraneous bytes before marker 0xd3"));
  EXPECT_FALSE(IsHarmlessPadding(JpegEndingIn("\0\0\0\0"s),
                                 "Corrupt JPEG data: 4 extraneous bytes before marker 0xda"));
}

TEST(IsHarmlessPaddingTest, IsAboutNothingElse) {
  EXPECT_FALSE(IsHarmlessPadding(JpegEndingIn("\0\0\0\0"s), "Premature end of JPEG file"));
  EXPECT_FALSE(IsHarmlessPadding(JpegEndingIn(""),
                                 "99999999999999999999999 extraneous bytes before marker 0x"));
  // The largest possible number: added to the position of the image data it would overflow to a
  // small one.
  EXPECT_FALSE(IsHarmlessPadding(
      "\xFF\xD8\xFF\xDA picture \xFF\xD9",
      "Corrupt JPEG data: 18446744073709551615 extraneous bytes before marker 0xd9"));
}

}  // namespace
}  // namespace photomill
