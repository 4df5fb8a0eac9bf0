#include "common/model/name_folding.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(FoldedKey, LettersOfEveryAlphabetLoseTheirCase) {
  EXPECT_EQ(FoldedKey("2024/IMG_1.JPG"), "2024/img_1.jpg");
  EXPECT_EQ(FoldedKey("\u00C4PFEL/\u0416\u03A3"), "\u00E4pfel/\u0436\u03C3");
  EXPECT_EQ(FoldedKey("Stra\u00DFe"), FoldedKey("STRASSE"));
  EXPECT_EQ(FoldedKey("\u1E9E"), "ss");
  EXPECT_EQ(FoldedKey("\u03C2"), FoldedKey("\u03A3"));         // both small sigmas
  EXPECT_EQ(FoldedKey("\u212A\u212B"), FoldedKey("K\u00E5"));  // the kelvin and angstrom signs
}

TEST(FoldedKey, ComposedAndDecomposedAreOne) {
  EXPECT_EQ(FoldedKey("e\u0301"), "\u00E9");
  EXPECT_EQ(FoldedKey("A\u030A"), FoldedKey("\u212B"));
  EXPECT_EQ(FoldedKey("\u1112\u1161\u11AB"), "\uD55C");  // Hangul
  EXPECT_EQ(FoldedKey("\u1FB7"), FoldedKey("\u03B1\u0345\u0342"));
  EXPECT_EQ(FoldedKey("\u1FB7"), FoldedKey("\u0391\u0342\u0345"));
}

TEST(FoldedKey, WhatSomeFileSystemsLeaveOutCountsNowhere) {
  EXPECT_EQ(FoldedKey("a\u200B.jpg"), "a.jpg");  // zero width space
  EXPECT_EQ(FoldedKey("co\u00ADop"), "coop");    // soft hyphen
  EXPECT_EQ(FoldedKey("Trip. /b.jpg."), "trip/b.jpg");
  EXPECT_EQ(FoldedKey("..."), "...");
}

TEST(FoldedKey, DifferentNamesStayDifferent) {
  EXPECT_NE(FoldedKey("a.jpg"), FoldedKey("\u00E4.jpg"));
  EXPECT_NE(FoldedKey("a/b.jpg"), FoldedKey("ab.jpg"));
  EXPECT_NE(FoldedKey("a.jpg"), FoldedKey("a.jpeg"));
  EXPECT_NE(FoldedKey("\uFB01.jpg"), FoldedKey("\uFB02.jpg"));  // ligatures fi and fl
}

TEST(FoldedKey, BytesThatAreNoUtf8Stay) {
  EXPECT_EQ(FoldedKey("A\xE9/B\xFF.JPG"), "a\xE9/b\xFF.jpg");
  EXPECT_EQ(FoldedKey("\xC3"), "\xC3");
  EXPECT_EQ(FoldedKey("\xED\xA0\x80Z\u00C9"), "\xED\xA0\x80z\u00E9");  // half of a surrogate pair
  EXPECT_EQ(FoldedKey(std::string("A\0B", 3)), std::string("a\0b", 3));
}

// U+00AD, which is dropped, between the two bytes of U+00C9.
TEST(FoldedKey, BytesThatBecomeACharacterAreFoldedAsOne) {
  EXPECT_EQ(FoldedKey("\xC3\xC2\xAD\x89"), "\xC3\xA9");
}

TEST(FoldedKey, FieldsOfPatternsStay) {
  EXPECT_EQ(FoldedKey("Thumb/\u00C9-{width}x{height}.{hash}.JPG"),
            "thumb/\u00E9-{width}x{height}.{hash}.jpg");
}

TEST(FoldedKey, NothingIsNothing) {
  EXPECT_EQ(FoldedKey(""), "");
}

}  // namespace
}  // namespace photomill
