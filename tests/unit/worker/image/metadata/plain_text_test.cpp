#include "worker/image/metadata/plain_text.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(PlainTextTest, NamesStayAndSpacesAroundThemGo) {
  EXPECT_EQ(PlainText("Ann Example"), "Ann Example");
  EXPECT_EQ(PlainText("  Zo\xC3\xAB \t"), "Zo\xC3\xAB");
  EXPECT_EQ(PlainText("(c) Ann\r\nall rights"), "(c) Ann  all rights");
  EXPECT_EQ(PlainText(" "), "");
  EXPECT_EQ(PlainText(""), "");
}

TEST(PlainTextTest, WhatIsNoTextIsEmpty) {
  EXPECT_EQ(PlainText(std::string_view("Ann\0more", 8)), "");
  EXPECT_EQ(PlainText("Ann\x01"), "");
  EXPECT_EQ(PlainText("Ann\x7F"), "");
  EXPECT_EQ(PlainText(std::string(10'000, 'a')), "");
}

TEST(Utf8OfTest, TakesForLatin1WhatIsNotUtf8) {
  EXPECT_EQ(Utf8Of(""), "");
  EXPECT_EQ(Utf8Of("plain"), "plain");
  EXPECT_EQ(Utf8Of("\xC3\xA4"), "\xC3\xA4");
  EXPECT_EQ(Utf8Of("\xE4\xFF\xA9"), "\xC3\xA4\xC3\xBF\xC2\xA9");
  EXPECT_EQ(Utf8Of("Ann\x92s \x80"), "Ann\xE2\x80\x99s \xE2\x82\xAC") << "as Windows has it";
}

}  // namespace
}  // namespace photomill
