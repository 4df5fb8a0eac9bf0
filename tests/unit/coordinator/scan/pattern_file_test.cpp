#include "coordinator/scan/pattern_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PatternFile, HasAPatternPerLine) {
  EXPECT_THAT(*ParsePatternFile("*.tmp\n\n# a comment\n#\n  \nprivate/  \r\na, b.jpg", "f"),
              ElementsAre("*.tmp", "private/", "a, b.jpg"));
  EXPECT_THAT(*ParsePatternFile("", "f"), IsEmpty());
  EXPECT_THAT(*ParsePatternFile("\xEF\xBB\xBF*.tmp\r\n", "f"), ElementsAre("*.tmp"));
}

TEST(PatternFile, FoldersOfSynologyAreNoComments) {
  EXPECT_THAT(*ParsePatternFile("#recycle\n#snapshot/\n", "f"),
              ElementsAre("#recycle", "#snapshot/"));
}

TEST(PatternFile, RefusesWhatOtherProgramsWouldTakeForTheOpposite) {
  const auto refused = ParsePatternFile("*.tmp\n!keep.tmp\n", "list.txt");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.failure().detail,
              AllOf(HasSubstr("list.txt, line 2"), HasSubstr("!keep.tmp"), HasSubstr("\\!")));
  EXPECT_THAT(*ParsePatternFile("\\!keep.tmp", "f"), ElementsAre("\\!keep.tmp"));
}

TEST(PatternFile, RefusesWhatIsNoText) {
  EXPECT_THAT(ParsePatternFile(std::string_view("a\0b", 3), "f").failure().detail,
              HasSubstr("text file"));
}

}  // namespace
}  // namespace photomill
