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

}  // namespace
}  // namespace photomill
