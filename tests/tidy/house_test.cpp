// Holds the rules of the house against the project's own files. A failure prints one
// "path:line: rule" a violation.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/tidy/house_rules.h"
#include "tests/tidy/include_rules.h"

namespace photomill::tidy {
namespace {

class HouseTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { tree_ = ReadTree(PHOTOMILL_ROOT); }

  static void ExpectNone(const Violations& violations) {
    std::ostringstream list;
    for (const Violation& violation : violations) list << violation << '\n';
    EXPECT_TRUE(violations.empty()) << list.str();
  }

  static inline Tree tree_;
};

TEST_F(HouseTest, TheTreeIsTheProject) {
  EXPECT_TRUE(tree_.contains("CMakeLists.txt"));
  EXPECT_TRUE(tree_.contains("common/base/result.h"));
  EXPECT_TRUE(tree_.contains("run"));
}

TEST_F(HouseTest, FoldersIncludeWhatTheTableAllows) {
  ExpectNone(CheckFolders(tree_));
}
TEST_F(HouseTest, InternalHeadersStayInTheirFolders) {
  ExpectNone(CheckInternalHeaders(tree_));
}
TEST_F(HouseTest, IncludesFormNoCircle) {
  ExpectNone(CheckCircles(tree_));
}
TEST_F(HouseTest, NoFolderIsTooLarge) {
  ExpectNone(CheckFolderSizes(tree_));
}
TEST_F(HouseTest, LibrariesStayInTheirPlaces) {
  ExpectNone(CheckLibraries(tree_));
}
TEST_F(HouseTest, CoresArePure) {
  ExpectNone(CheckPurity(tree_));
}
TEST_F(HouseTest, EveryTestIsBuilt) {
  ExpectNone(CheckTestsAreBuilt(tree_));
}
TEST_F(HouseTest, EveryFileSaysWhatItIsFor) {
  ExpectNone(CheckHeadComments(tree_));
}
TEST_F(HouseTest, NothingIsLeftForLater) {
  ExpectNone(CheckNoLeftovers(tree_));
}
TEST_F(HouseTest, FlagsStandBesideAMain) {
  ExpectNone(CheckFlags(tree_));
}
TEST_F(HouseTest, ShellScriptsParse) {
  ExpectNone(CheckShellScripts(PHOTOMILL_ROOT, tree_));
}

}  // namespace
}  // namespace photomill::tidy
