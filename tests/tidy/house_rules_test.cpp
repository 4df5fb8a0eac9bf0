// Shows that each rule finds what it forbids, and lets through what it allows: a checker that
// finds nothing is otherwise not told apart from a clean house.
#include <gtest/gtest.h>
#include <cstdlib>

#include <filesystem>
#include <fstream>

#include "tests/tidy/house_rules.h"
#include "tests/tidy/places.h"

namespace photomill::tidy {
namespace {

TEST(PurityRuleTest, CoresKnowNoThreadsAndNoTime) {
  const Tree tree = {
      {"coordinator/core/good.h", "#include <vector>\n#include <string>\n"},
      {"coordinator/core/bad.h", "#include <vector>\n#include <mutex>\n"},
      {"worker/core/bad.cpp", "#include <sys/socket.h>\n"},
      {"worker/runtime/engine.cpp", "#include <thread>\n"},
      {"worker/runtime/bad.cpp", "auto now = std::chrono::steady_clock::now();\n"},
      {"common/os/clock.cpp", "auto now = std::chrono::steady_clock::now();\n"},
      {"tests/bench/dispatch.cpp", "auto now = std::chrono::steady_clock::now();\n"},
  };
  EXPECT_EQ(
      Places(CheckPurity(tree)),
      (Expected{"coordinator/core/bad.h:2", "worker/core/bad.cpp:1", "worker/runtime/bad.cpp:1"}));
}

TEST(TestRuleTest, EveryTestIsListed) {
  const Tree tree = {
      {"tests/unit/a/CMakeLists.txt", "photomill_test(a SOURCES one_test.cpp big_two_test.cpp)"},
      {"tests/unit/a/one_test.cpp", ""},
      {"tests/unit/a/two_test.cpp", ""},  // "big_two_test.cpp" is another file
      {"tests/unit/b/three_test.cpp", ""},
  };
  EXPECT_EQ(Places(CheckTestsAreBuilt(tree)),
            (Expected{"tests/unit/a/two_test.cpp:1", "tests/unit/b/three_test.cpp:1"}));
}

TEST(HeadCommentRuleTest, TheFileOrItsHeaderExplains) {
  const Tree tree = {
      {"common/base/check.h", "// Checks.\n#pragma once\n"},
      {"common/base/check.cpp", "#include \"common/base/check.h\"\n"},
      {"tests/unit/common/base/check_test.cpp", "#include <gtest/gtest.h>\n"},
      {"common/base/bad.h", "#pragma once\n"},
      {"common/base/bad.cpp", "#include \"common/base/bad.h\"\n"},
      {"cli/main.cpp", "int main() {}\n"},
  };
  EXPECT_EQ(Places(CheckHeadComments(tree)),
            (Expected{"cli/main.cpp:1", "common/base/bad.cpp:1", "common/base/bad.h:1"}));
}

TEST(LeftoverRuleTest, FindsWordsNotTheirPieces) {
  const Tree tree = {
      {"a.md",
       "fine\nTO"
       "DO: later\n"},
      {"b.cpp",
       "// FIX"
       "ME(someone)\n"},
      {"c.sh",
       "mktemp -d name.XX"
       "XX"
       "XX\n"},
  };
  EXPECT_EQ(Places(CheckNoLeftovers(tree)), (Expected{"a.md:2", "b.cpp:1"}));
}

TEST(FlagRuleTest, FlagsNeedAMainBesideThem) {
  const Tree tree = {
      {"worker/main.cpp", "int main() {}\n"},
      {"worker/flags.cpp", "DEFINE_int32(threads, 0, \"\");\n"},
      {"common/command_line/log_flags.cpp", "DEFINE_string(log_format, \"\", \"\");\n"},
      {"worker/runtime/options.cpp", "\nDEFINE_int32(threads, 0, \"\");\n"},
  };
  EXPECT_EQ(Places(CheckFlags(tree)), Expected{"worker/runtime/options.cpp:2"});
}

TEST(ShellRuleTest, FindsAScriptThatDoesNotParse) {
  std::string folder = testing::TempDir() +
                       "photomill-tidy-XX"
                       "XX"
                       "XX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const Tree tree = {{"good.sh", "echo \"it's\"\n"},
                     {"bad's.sh", "if true; then\n"},
                     {"notes.txt", "if true; then\n"}};
  for (const auto& [path, text] : tree) std::ofstream(folder + "/" + path) << text;
  EXPECT_EQ(Places(CheckShellScripts(folder, tree)), Expected{"bad's.sh:1"});
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace photomill::tidy
