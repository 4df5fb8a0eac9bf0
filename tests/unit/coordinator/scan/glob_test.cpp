#include "coordinator/scan/glob.h"

#include <gtest/gtest.h>

#include "common/model/name_folding.h"

namespace photomill {
namespace {

bool Match(std::string_view pattern, std::string_view text) {
  return Glob(pattern, false).Matches(text);
}
bool MatchFolded(std::string_view pattern, std::string_view text) {
  return Glob(pattern, true).Matches(CaseFolded(text));
}

TEST(GlobTest, StarsCrossSlashesAndQuestionMarksAreOneByte) {
  EXPECT_TRUE(Match("*.jpg", "a/b.jpg"));
  EXPECT_TRUE(Match("a*c", "ac"));
  EXPECT_TRUE(Match("a?c", "a/c"));
  EXPECT_FALSE(Match("a?c", "ac"));
  EXPECT_FALSE(Match("*.jpg", "a.jpg.png"));
  EXPECT_TRUE(Match("", ""));
  EXPECT_FALSE(Match("", "a"));
  EXPECT_TRUE(Match("*a*b*c*", "xxaxxbxxcxx"));
  EXPECT_FALSE(Match("*a*b*c", "abcab"));
}

TEST(GlobTest, SetsAreThoseOfTheCLibrary) {
  EXPECT_TRUE(Match("[a-c]x", "bx"));
  EXPECT_FALSE(Match("[!a-c]x", "bx"));
  EXPECT_TRUE(Match("[^a-c]x", "dx"));
  EXPECT_TRUE(Match("[]x]", "]"));
  EXPECT_TRUE(Match("[[:digit:]]", "7"));
  EXPECT_FALSE(Match("[[:digit:]]", "a"));
  EXPECT_TRUE(Match("[[:digit:]-]x", "-x"));
  EXPECT_TRUE(Match("[a", "[a")) << "without an end it is not a set";
  EXPECT_TRUE(Match("[\xff]*", "\xff.jpg"));
}

TEST(GlobTest, ABackslashTakesTheNextByteLiterally) {
  EXPECT_TRUE(Match("\\*.jpg", "*.jpg"));
  EXPECT_FALSE(Match("\\*.jpg", "a.jpg"));
  EXPECT_TRUE(Match("\\!a", "!a"));
  EXPECT_FALSE(Match("a\\", "a")) << "at the end it matches nothing";
}

TEST(GlobTest, TwoStarsAndASlashAreAnyNumberOfFolders) {
  EXPECT_TRUE(Match("**/raw/*", "raw/a"));
  EXPECT_TRUE(Match("**/raw/*", "x/y/raw/a"));
  EXPECT_FALSE(Match("**/raw/*", "xraw/a"));
  EXPECT_TRUE(Match("a/**/b", "a/b"));
  EXPECT_TRUE(Match("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(Match("a/**/b", "a/xb"));
  EXPECT_FALSE(Match("a/**/b", "ab"));
  EXPECT_TRUE(Match("x**/b", "xyz/b")) << "elsewhere two stars are one";
  EXPECT_TRUE(Match("**/a/**/b/*", "q/a/w/b/e"));
}

TEST(GlobTest, CaseIsIgnoredInEveryScript) {
  EXPECT_TRUE(MatchFolded("*.JPG", "a.jpg"));
  EXPECT_TRUE(MatchFolded("*.jpg", "A.JPG"));
  EXPECT_TRUE(MatchFolded("[A-C]x", "bX"));
  EXPECT_TRUE(MatchFolded("M\xC3\x9CLL*", "m\xC3\xBCll.jpg"));
  EXPECT_TRUE(MatchFolded("m\xC3\xBCll", "Mu\xCC\x88LL")) << "composed and decomposed";
  EXPECT_FALSE(MatchFolded("a.", "a")) << "nothing is dropped";
  EXPECT_FALSE(Match("*.JPG", "a.jpg"));
}

TEST(GlobTest, KnowsNamesAndOpenEnds) {
  EXPECT_TRUE(Glob("@eaDir", false).IsName());
  EXPECT_TRUE(Glob("**/@eaDir", false).IsName());
  EXPECT_TRUE(Glob("\\#recycle", false).IsName());
  EXPECT_FALSE(Glob("*.jpg", false).IsName());
  EXPECT_FALSE(Glob("a?", false).IsName());
  EXPECT_TRUE(Glob("2019/*", false).IsOpen());
  EXPECT_FALSE(Glob("2019/*.jpg", false).IsOpen());
}

TEST(GlobTest, ManyStarsTakeNoLongerThanTheTextTimesThePattern) {
  std::string pattern;
  for (int i = 0; i < 60; ++i) pattern += "*a";
  EXPECT_FALSE(Match(pattern + "b", std::string(4000, 'a')));
}

}  // namespace
}  // namespace photomill
