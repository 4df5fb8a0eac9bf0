#include "common/wire/word_lines.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(WordLinesTest, CommentsAndEmptyLinesAreSkippedButCounted) {
  const std::string text = "# a comment\n\n  word   a value \r\nlast";
  const std::vector<WordLine> lines = WordLinesOf(text);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].number, 3U);
  EXPECT_EQ(lines[0].word, "word");
  EXPECT_EQ(lines[0].value, "a value");
  EXPECT_EQ(lines[1].number, 4U);
  EXPECT_EQ(lines[1].word, "last");
  EXPECT_EQ(lines[1].value, "");
}

TEST(WordLinesTest, ALineThatIsAddedCanBeRead) {
  std::string text;
  AddWordLine(text, "protocol", "7");
  EXPECT_EQ(text, "protocol 7\n");
  EXPECT_EQ(NumberOf(WordLinesOf(text).front().value), 7U);
}

TEST(WordLinesTest, OnlyNumbersAreNumbers) {
  for (const char* value : {"", "-1", "1x", " 1", "4294967296"}) {
    EXPECT_FALSE(NumberOf(value).has_value()) << value;
  }
}

}  // namespace
}  // namespace photomill
