// Tests the reader of pages itself: a reader that finds nothing would let everything pass.
#include "tests/integration/readme/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill::test {
namespace {

using testing::ElementsAre;

TEST(MarkdownTest, FindsBlocksWithTheirLanguageAndPlace) {
  const Page page = ReadPage("a.md",
                             "# Head\n\n```sh\none\n  two\n```\nText.\n\n- item\n\n  ```\n  three\n"
                             "  ```\n");
  ASSERT_EQ(page.blocks.size(), 2U);
  EXPECT_EQ(page.blocks[0].language, "sh");
  EXPECT_EQ(page.blocks[0].line, 4);
  EXPECT_EQ(page.blocks[0].text, "one\n  two\n");
  EXPECT_EQ(page.blocks[1].language, "");
  EXPECT_EQ(page.blocks[1].text, "three\n");
  EXPECT_THAT(page.headings, ElementsAre("Head"));
  EXPECT_TRUE(page.indented.empty());
}

TEST(MarkdownTest, NamesCodeThatHasNoFence) {
  EXPECT_THAT(ReadPage("a.md", "Text\n\n    photomill run\n    and on\n").indented, ElementsAre(3));
  EXPECT_THAT(ReadPage("a.md", "- item\n    that goes on\n").indented, ElementsAre());
  EXPECT_THAT(ReadPage("a.md", "```sh\nnever closed\n").indented, ElementsAre(2));
}

TEST(MarkdownTest, FindsLinksAndPicturesOutsideOfBlocks) {
  const Page page = ReadPage(
      "a.md", "[one](a.md), [two](b.md#x)\n```sh\n[no](no.md)\n```\n<img src=\"c.svg\">\n");
  ASSERT_EQ(page.links.size(), 3U);
  EXPECT_EQ(page.links[0].target, "a.md");
  EXPECT_EQ(page.links[1].target, "b.md#x");
  EXPECT_EQ(page.links[2].target, "c.svg");
  EXPECT_EQ(page.links[2].line, 5);
}

TEST(MarkdownTest, ReadsTablesAndQuotedWords) {
  const Page page = ReadPage(
      "a.md", "| code | meaning |\n|---|---|\n| 0 | `done` |\n| 1 | a \\| b |\n\n| x |\n|---|\n");
  EXPECT_THAT(TableOf(page, "code"),
              ElementsAre(ElementsAre("0", "`done`"), ElementsAre("1", "a | b")));
  EXPECT_TRUE(TableOf(page, "x").empty());
  EXPECT_TRUE(TableOf(page, "nothing").empty());
  EXPECT_THAT(page.words, ElementsAre("done"));
  EXPECT_EQ(Unquoted("`done`"), "done");
}

}  // namespace
}  // namespace photomill::test
