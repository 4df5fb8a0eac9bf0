// Shows that each rule finds what it forbids, and lets through what it allows: a checker that
// finds nothing is otherwise not told apart from a clean house.
#include <gtest/gtest.h>
#include <cstdlib>

#include <filesystem>
#include <fstream>

#include "tests/tidy/house_rules.h"

namespace photomill::tidy {
namespace {

// The places that a check complains about, as "path:line".
std::vector<std::string> Places(const Violations& violations) {
  std::vector<std::string> places;
  for (const Violation& violation : violations) {
    places.push_back(violation.path + ":" + std::to_string(violation.line));
  }
  return places;
}

using Expected = std::vector<std::string>;

TEST(FolderRuleTest, FollowsTheTable) {
  const Tree tree = {
      {"common/base/result.h", ""},
      {"common/model/task.h", "#include \"common/base/result.h\"\n"},
      {"common/base/bad.cpp", "// Head.\n\n#include \"common/model/task.h\"\n"},
      {"coordinator/core/scheduler.h", "#include \"common/model/task.h\"\n"},
      {"coordinator/core/bad.cpp", "#include \"coordinator/ledger/ledger.h\"\n"},
      {"coordinator/ledger/ledger.h", "#include \"coordinator/core/scheduler.h\"\n"},
      {"worker/runtime/bad.cpp", "#include \"coordinator/core/scheduler.h\"\n"},
      {"cli/run.cpp", "#include \"coordinator/ledger/ledger.h\"\n"},
  };
  EXPECT_EQ(Places(CheckFolders(tree)),
            (Expected{"common/base/bad.cpp:3", "coordinator/core/bad.cpp:1",
                      "worker/runtime/bad.cpp:1"}));
}

TEST(FolderRuleTest, NamesTheRule) {
  const Tree tree = {{"cli/bad.cpp", "#include \"worker/image/picture.h\"\n"},
                     {"worker/image/picture.h", ""}};
  const Violations found = CheckFolders(tree);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule, "cli may include common, coordinator; not worker/image/picture.h");
}

TEST(FolderRuleTest, QuotedIncludesAreRootRelative) {
  const Tree tree = {{"common/base/result.h", ""},
                     {"common/base/check.cpp", "#include \"result.h\"\n"},
                     {"common/model/task.cpp", "#include \"../base/result.h\"\n"}};
  EXPECT_EQ(Places(CheckFolders(tree)),
            (Expected{"common/base/check.cpp:1", "common/model/task.cpp:1"}));
}

TEST(FolderRuleTest, NothingIncludesTests) {
  const Tree tree = {{"tests/unit/help.h", ""},
                     {"tests/unit/a_test.cpp", "#include \"tests/unit/help.h\"\n"},
                     {"cli/main.cpp", "#include \"tests/unit/help.h\"\n"}};
  EXPECT_EQ(Places(CheckFolders(tree)), Expected{"cli/main.cpp:1"});
}

TEST(FolderRuleTest, InternalFoldersStayWithTheirOwner) {
  const Tree tree = {{"common/wire/codec/columns.h", ""},
                     {"common/wire/codec.cpp", "#include \"common/wire/codec/columns.h\"\n"},
                     {"tests/unit/a_test.cpp", "#include \"common/wire/codec/columns.h\"\n"},
                     {"worker/runtime/bad.cpp", "#include \"common/wire/codec/columns.h\"\n"}};
  EXPECT_EQ(Places(CheckFolders(tree)), Expected{"worker/runtime/bad.cpp:1"});
}

TEST(FolderRuleTest, AFolderWithoutARowIsNamed) {
  EXPECT_EQ(Places(CheckFolders({{"common/news/a.cpp", ""}})), Expected{"common/news/a.cpp:1"});
}

TEST(LibraryRuleTest, LibrariesStayInTheirPlaces) {
  const Tree tree = {
      {"common/wire/zmq_socket.h", "#include <zmq.hpp>\n"},
      {"coordinator/runtime/bad_zmq.cpp", "#include <zmq.hpp>\n"},
      {"coordinator/ledger/sqlite/database.cpp", "#include <sqlite3.h>\n"},
      {"worker/pipeline/bad_sqlite.cpp", "#include <sqlite3.h>\n"},
      {"worker/runtime/bad_magick.cpp", "#include <Magick++.h>\n"},
      {"common/obs/log.cpp", "#include <spdlog/spdlog.h>\n"},
      {"common/os/bad_log.cpp", "#include <spdlog/spdlog.h>\n"},
      {"worker/main.cpp", "#include <gflags/gflags.h>\n"},
      {"worker/runtime/bad_flags.cpp", "#include <gflags/gflags.h>\n"},
      {"tests/unit/a_test.cpp", "#include <gtest/gtest.h>\n#include <zmq.hpp>\n"},
      {"common/base/bad_test.h", "#include <gtest/gtest.h>\n"},
  };
  EXPECT_EQ(Places(CheckLibraries(tree)),
            (Expected{"common/base/bad_test.h:1", "common/os/bad_log.cpp:1",
                      "coordinator/runtime/bad_zmq.cpp:1", "worker/pipeline/bad_sqlite.cpp:1",
                      "worker/runtime/bad_flags.cpp:1", "worker/runtime/bad_magick.cpp:1"}));
}

TEST(LibraryRuleTest, ProtobufIsKnownToCppFilesOfTheWireAlone) {
  const Tree tree = {
      {"common/wire/codec/hello.cpp", "#include \"proto/control.pb.h\"\n"},
      {"common/wire/codec/columns.h", "#include \"proto/control.pb.h\"\n"},
      {"common/wire/bad.h", "#include \"proto/control.pb.h\"\n"},
      {"coordinator/runtime/bad.cpp", "#include <google/protobuf/message.h>\n"},
  };
  EXPECT_EQ(Places(CheckLibraries(tree)),
            (Expected{"common/wire/bad.h:1", "coordinator/runtime/bad.cpp:1"}));
}

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
