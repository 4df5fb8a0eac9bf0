#include "worker/image/colour/icc_profile.h"

#include <gtest/gtest.h>

#include "tests/support/pictures.h"
#include "tests/support/profiles.h"

namespace photomill {
namespace {

std::string With(std::string profile, size_t at, std::string_view bytes) {
  return profile.replace(at, bytes.size(), bytes);
}

TEST(SoundRgbProfileTest, OrdinaryOnesAre) {
  for (const std::string& profile :
       {test::P3Profile(), test::SrgbProfile(), test::GammaProfile(test::kAdobeRgb, 2.2)}) {
    EXPECT_EQ(SoundRgbProfile(profile) == profile, true);
  }
}

TEST(SoundRgbProfileTest, WhatStandsBehindTheEndIsNoPart) {
  const std::string profile = test::P3Profile();
  EXPECT_EQ(SoundRgbProfile(profile + "something private") == profile, true);
}

TEST(SoundRgbProfileTest, WhatReadersRefuseIsNot) {
  const std::string profile = test::P3Profile();
  EXPECT_EQ(SoundRgbProfile(profile.substr(0, profile.size() - 1)), "") << "cut off";
  EXPECT_EQ(SoundRgbProfile(profile.substr(0, 131)), "");
  EXPECT_EQ(SoundRgbProfile(""), "");
  EXPECT_EQ(SoundRgbProfile(With(profile, 36, "none")), "") << "no profile's signature";
  EXPECT_EQ(SoundRgbProfile(With(profile, 12, "link")), "") << "a link between devices";
  EXPECT_EQ(SoundRgbProfile(With(profile, 12, "abst")), "") << "an effect";
  EXPECT_EQ(SoundRgbProfile(With(profile, 16, "GRAY")), "");
  EXPECT_EQ(SoundRgbProfile(With(profile, 20, "none")), "");
  EXPECT_EQ(SoundRgbProfile(With(profile, 64, std::string_view("\0\1\0\0", 4))), "") << "intent";
  EXPECT_EQ(SoundRgbProfile(With(profile, 128, "\xFF\xFF")), "") << "too many tags";
  EXPECT_EQ(SoundRgbProfile(With(profile, 128 + 4 + 4, "\x7F")), "") << "a tag outside";
  EXPECT_EQ(SoundRgbProfile(With(profile, 128 + 4 + 8, "\x7F")), "") << "a tag that is too long";
}

}  // namespace
}  // namespace photomill
