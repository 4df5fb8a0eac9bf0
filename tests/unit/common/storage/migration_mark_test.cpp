#include "common/storage/migration_mark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "common/storage/object_store.h"

namespace photomill {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

MigrationMark Sample() {
  return {
      "0123456789abcdef", "/photos\nof two lines", "/state \xFF", "nas", {".thumbs", "a\\b"}, true};
}

TEST(MigrationMark, ComesBack) {
  EXPECT_EQ(ParseMark(RenderMark(Sample())), Sample());
  EXPECT_EQ(ParseMark(RenderMark({})), MigrationMark{});
}

TEST(MigrationMark, BeginsWithTheTokenThatWorkersAnswer) {
  EXPECT_EQ(TokenIn(RenderMark(Sample())), "0123456789abcdef");
  EXPECT_EQ(MarkKey("m1"), ".photomill/migrations/m1");
}

TEST(MigrationMark, OfAnOlderProgramIsTheTokenAlone) {
  EXPECT_EQ(ParseMark("secret").token, "secret");
  EXPECT_EQ(TokenIn("secret"), "secret");
  EXPECT_THAT(ParseMark("secret").outputs, IsEmpty());
}

TEST(MigrationMark, WordsOfNewerProgramsAreLeftOut) {
  const MigrationMark mark = ParseMark("t\ncolour red\nnonsense\n\noutputs x\nhost h");
  EXPECT_EQ(mark.host, "h");
  EXPECT_THAT(mark.outputs, ElementsAre("x"));
}

// The entries that a listing omits from a tree in which migrations have written.
class MarkedTree : public testing::Test {
 protected:
  MarkedTree() {
    std::string pattern = fs::temp_directory_path() / "photomill_marked_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~MarkedTree() override { fs::remove_all(folder_); }

  void Mark(const std::string& below, const std::string& id, const MigrationMark& mark) const {
    Put(below, MarkKey(id), RenderMark(mark));
  }
  void Put(const std::string& below, const std::string& key, const std::string& bytes = "x") const {
    fs::create_directories(folder_ + "/" + below);
    const auto store = OpenStore(folder_ + "/" + below);
    const auto staged = (*store)->Stage(key, bytes, "t");
    ASSERT_TRUE(staged.ok() && (*store)->Commit({*staged}).ok());
  }
  [[nodiscard]] std::vector<std::string> Listed() const {
    std::vector<std::string> keys;
    ListVisitor visitor;
    visitor.on_object = [&](const StoredObject& object) {
      keys.push_back(object.key);
      return true;
    };
    visitor.on_error = [](const std::string& key, const Failure& failure) {
      ADD_FAILURE() << key << ": " << failure.detail;
    };
    EXPECT_TRUE((*OpenStore(folder_))->List({false, {std::string(kStateFolder)}}, visitor).ok());
    return keys;
  }
  // Folders that are to be omitted.
  [[nodiscard]] std::vector<std::string> Told(std::vector<std::string> leave_out = {}) const {
    std::vector<std::string> told;
    ListVisitor visitor;
    visitor.on_object = [](const StoredObject&) { return true; };
    visitor.on_outputs = [&](std::string key) { told.push_back(std::move(key)); };
    leave_out.emplace_back(kStateFolder);
    EXPECT_TRUE((*OpenStore(folder_))->List({false, std::move(leave_out)}, visitor).ok());
    return told;
  }
  std::string folder_;
};

TEST_F(MarkedTree, NotedFoldersOfTheRootAreLeftOut) {
  Mark("", "m1", {"t", "", "", "", {".thumbs"}, false});
  Mark("", "m2", {"t", "", "", "", {"web"}, false});
  for (const char* key : {".thumbs/a.webp", "a.jpg", "web/a.webp", "web.jpg", "x/.thumbs/b.jpg"}) {
    Put("", key);
  }
  EXPECT_THAT(Listed(), ElementsAre("a.jpg", "web.jpg", "x/.thumbs/b.jpg"));
}

TEST_F(MarkedTree, ARootOfOutputsIsListed) {
  Mark("", "m1", {"t", "", "", "", {"."}, false});
  Put("", "a.jpg");
  Put("", "thumbs/a.webp");
  EXPECT_THAT(Listed(), ElementsAre("a.jpg", "thumbs/a.webp"));
}

TEST_F(MarkedTree, FoldersFurtherDownCountTheSame) {
  Mark("library", "m1", {"t", "", "", "", {".thumbs"}, false});
  Put("library", ".thumbs/a.webp");
  Put("library", "a.jpg");
  Mark("out", "m2", {"t", "", "", "", {"."}, false});
  Put("out", "b.jpg");
  Put("out", "thumbs/b.webp");
  Put("", "z.jpg");
  EXPECT_THAT(Listed(), ElementsAre("library/a.jpg", "z.jpg"));
  EXPECT_THAT(Told(), ElementsAre("library/.thumbs", "out"));
  EXPECT_THAT(Told({"out"}), ElementsAre("library/.thumbs")) << "not of what the caller names";
}

TEST_F(MarkedTree, MarksOfOlderProgramsLeaveNothingOut) {
  Put("old", MarkKey("m1"), "token");
  Put("old", "a.jpg");
  EXPECT_THAT(Listed(), ElementsAre("old/.photomill/migrations/m1", "old/a.jpg"));
}

TEST_F(MarkedTree, WhatIsNoMarkIsNone) {
  fs::create_directories(folder_ + "/a/.photomill/migrations/folder");
  fs::create_symlink("/etc/passwd", folder_ + "/a/.photomill/migrations/link");
  Put("a", "a.jpg");
  EXPECT_THAT(Listed(), ElementsAre("a/a.jpg"));
}

}  // namespace
}  // namespace photomill
