// Shows that each rule about includes and folders finds what it forbids, and accepts what it allows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tidy/include_rules.h"
#include "tests/tidy/places.h"

namespace photomill::tidy {
namespace {

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

TEST(InternalHeaderRuleTest, AHeaderStaysInTheFolderThatItNames) {
  const Tree tree = {
      {"common/wire/gate.h", "// Keeps a gate.\n// Internal to common/wire.\n#pragma once\n"},
      {"common/wire/codec/fine.cpp", "#include \"common/wire/gate.h\"\n"},
      {"common/wire_tap/bad.cpp", "#include \"common/wire/gate.h\"\n"},
      {"tests/unit/common/wire/gate_test.cpp", "#include \"common/wire/gate.h\"\n"},
      {"worker/runtime/bad.cpp", "\n#include \"common/wire/gate.h\"\n"},
  };
  EXPECT_EQ(Places(CheckInternalHeaders(tree)),
            (Expected{"common/wire_tap/bad.cpp:1", "worker/runtime/bad.cpp:2"}));
}

TEST(InternalHeaderRuleTest, ReadsTheFolderAcrossLinesOfTheHeadCommentAlone) {
  const Tree tree = {
      {"common/model/words.h", "// Words; internal\n// to common/model: nobody else needs them.\n"},
      {"common/model/open.h", "// For everybody.\n#pragma once\n// Internal to common/model.\n"},
      {"cli/bad.cpp", "#include \"common/model/words.h\"\n#include \"common/model/open.h\"\n"},
  };
  EXPECT_EQ(Places(CheckInternalHeaders(tree)), Expected{"cli/bad.cpp:1"});
}

TEST(InternalHeaderRuleTest, AHeaderIsInTheFolderThatItNames) {
  const Tree tree = {{"common/model/words.h", "// Words. Internal to common/modell.\n"}};
  EXPECT_EQ(Places(CheckInternalHeaders(tree)), Expected{"common/model/words.h:1"});
}

TEST(CircleRuleTest, FindsACircleOfFiles) {
  const Tree tree = {
      {"common/base/a.h", "#include \"common/base/b.h\"\n"},
      {"common/base/b.h", "\n#include \"common/base/c.h\"\n"},
      {"common/base/c.h", "\n\n#include \"common/base/a.h\"\n"},
      {"common/base/fine.cpp", "#include \"common/base/a.h\"\n#include \"common/base/c.h\"\n"},
  };
  const Violations found = CheckCircles(tree);
  EXPECT_EQ(Places(found), Expected{"common/base/c.h:3"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule,
            "closes a circle: common/base/a.h includes common/base/b.h includes common/base/c.h "
            "includes common/base/a.h");
}

TEST(CircleRuleTest, FindsAFileThatIncludesItself) {
  EXPECT_EQ(Places(CheckCircles({{"cli/a.h", "#include \"cli/a.h\"\n"}})), Expected{"cli/a.h:1"});
}

TEST(CircleRuleTest, FindsACircleOfFoldersWhoseFilesHaveNone) {
  const Tree tree = {
      {"worker/core/a.h", "#include \"worker/image/b.h\"\n"},
      {"worker/core/lone.h", ""},
      {"worker/image/b.h", ""},
      {"worker/image/other.cpp", "#include \"worker/core/lone.h\"\n"},
  };
  const Violations found = CheckCircles(tree);
  EXPECT_EQ(Places(found), Expected{"worker/image/other.cpp:1"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule,
            "closes a circle: worker/core includes worker/image includes worker/core");
}

TEST(CircleRuleTest, AFolderAndTheOneAboveItAreTwoFolders) {
  const Tree one_way = {{"worker/image/table.h", "#include \"worker/image/jpeg/codec.h\"\n"},
                        {"worker/image/jpeg/codec.h", "#include \"worker/image/pixels/a.h\"\n"},
                        {"worker/image/pixels/a.h", ""}};
  EXPECT_EQ(Places(CheckCircles(one_way)), Expected{});
  Tree both_ways = one_way;
  both_ways["worker/image/jpeg/decode.cpp"] = "#include \"worker/image/frame.h\"\n";
  both_ways["worker/image/frame.h"] = "";
  EXPECT_EQ(Places(CheckCircles(both_ways)), Expected{"worker/image/jpeg/decode.cpp:1"});
}

TEST(FolderSizeRuleTest, CountsSourcesWithTheirHeaders) {
  Tree tree;
  for (int i = 0; i < 25; ++i) {
    tree["cli/source" + std::to_string(i) + ".cpp"] = "";
    tree["cli/source" + std::to_string(i) + ".h"] = "";
  }
  tree["cli/CMakeLists.txt"] = "";
  tree["cli/below/one_more.cpp"] = "";
  EXPECT_EQ(Places(CheckFolderSizes(tree)), Expected{});
  tree["cli/one_more.h"] = "";
  const Violations found = CheckFolderSizes(tree);
  EXPECT_EQ(Places(found), Expected{"cli:1"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].rule, testing::StartsWith("has 26 sources"));
}

TEST(LibraryRuleTest, LibrariesStayInTheirPlaces) {
  const Tree tree = {
      {"common/wire/zmq_calls.h", "#include <zmq.hpp>\n"},
      {"coordinator/runtime/bad_zmq.cpp", "#include <zmq.hpp>\n"},
      {"coordinator/ledger/sqlite/database.cpp", "#include <sqlite3.h>\n"},
      {"worker/pipeline/bad_sqlite.cpp", "#include <sqlite3.h>\n"},
      {"worker/runtime/bad_magick.cpp", "#include <Magick++.h>\n"},
      {"common/obs/log.cpp", "#include <spdlog/spdlog.h>\n"},
      {"common/os/bad_log.cpp", "#include <spdlog/spdlog.h>\n"},
      {"common/base/text.cpp", "#include <fmt/core.h>\n"},
      {"worker/core/bad_fmt.cpp", "#include <fmt/core.h>\n#include <fmt/format.h>\n"},
      {"worker/main.cpp", "#include <gflags/gflags.h>\n"},
      {"worker/runtime/bad_flags.cpp", "#include <gflags/gflags.h>\n"},
      {"tests/unit/a_test.cpp", "#include <gtest/gtest.h>\n#include <zmq.hpp>\n"},
      {"common/base/bad_test.h", "#include <gtest/gtest.h>\n"},
  };
  EXPECT_EQ(Places(CheckLibraries(tree)),
            (Expected{"common/base/bad_test.h:1", "common/os/bad_log.cpp:1",
                      "coordinator/runtime/bad_zmq.cpp:1", "worker/core/bad_fmt.cpp:2",
                      "worker/pipeline/bad_sqlite.cpp:1", "worker/runtime/bad_flags.cpp:1",
                      "worker/runtime/bad_magick.cpp:1"}));
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

}  // namespace
}  // namespace photomill::tidy
