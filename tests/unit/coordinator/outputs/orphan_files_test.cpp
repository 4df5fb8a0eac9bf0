#include "coordinator/outputs/orphan_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

// Remembers what was forgotten.
class FakeOrphanEditor final : public OutputEditor {
 public:
  Result<Remade> Remake(const SeenOutput&, std::optional<Digest>) override {
    return Remade::kNothing;
  }
  Result<bool> RemakeLacking(int64_t) override { return false; }
  Result<bool> IsNeededByOthers(int64_t, std::string_view key) override {
    return needed || (key == claimed && forgotten.empty());
  }
  Status ForgetOrphan(int64_t, std::string_view key) override {
    forgotten.emplace_back(key);
    return {};
  }
  Status Commit() override {
    ++commits;
    return {};
  }
  Status Close() override { return {}; }

  bool needed = false;
  std::string claimed;  // by the source of another orphan, until that is forgotten
  int commits = 0;
  std::vector<std::string> forgotten;
};

Recipe OrphanRecipe() {
  Recipe recipe;
  Derivative thumb;
  thumb.name = "thumb";
  thumb.key = "thumbs/{dir}/{stem}.webp";
  thumb.otherwise = "thumbs/{dir}/{name}.webp";
  recipe.derivatives = {thumb};
  return recipe;
}

class OrphanFilesTest : public testing::Test {
 protected:
  static OrphanFile Orphan(const std::string& key) {
    OrphanFile orphan;
    orphan.source = 1;
    orphan.source_key = "2019/a.jpg";
    orphan.key = key;
    orphan.content = DigestOf("bytes");
    return orphan;
  }
  OrphanFate Remove(const OrphanFile& orphan) {
    const std::vector<OrphanFate> fates = RemoveAll({orphan});
    EXPECT_EQ(fates.size(), 1U);
    return fates.at(0);
  }
  std::vector<OrphanFate> RemoveAll(const std::vector<OrphanFile>& orphans) {
    const Recipe recipe = OrphanRecipe();
    std::vector<OrphanFate> fates;
    OrphanRemoval removal(*store_, editor_, recipe, false,
                          [&](const OrphanFile& orphan, const OrphanResult& result) {
                            EXPECT_EQ(orphan.key, orphans.at(fates.size()).key) << "in order";
                            fates.push_back(result.fate);
                          });
    for (const OrphanFile& orphan : orphans) EXPECT_TRUE(removal.Add(orphan).ok());
    EXPECT_TRUE(removal.Finish().ok());
    return fates;
  }
  [[nodiscard]] bool Exists(const std::string& key) const {
    return std::filesystem::exists(folder_.At(key));
  }
  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = *OpenStore(folder_.path());
  FakeOrphanEditor editor_;
};

TEST_F(OrphanFilesTest, TellsThoseThatAreGoneApart) {
  folder_.Write("old/a.jpg", "bytes");
  EXPECT_EQ(LookAtOrphan(*store_, Orphan("old/a.jpg")).fate, OrphanFate::kThere);
  EXPECT_EQ(LookAtOrphan(*store_, Orphan("old/a.jpg")).bytes, 5U);
  EXPECT_EQ(LookAtOrphan(*store_, Orphan("old/b.jpg")).fate, OrphanFate::kGone);
  EXPECT_EQ(LookAtOrphan(*store_, Orphan("old")).fate, OrphanFate::kChanged);
}

TEST_F(OrphanFilesTest, ALinkInPlaceOfTheFileIsNamedAndStays) {
  folder_.Write("elsewhere/a.jpg", "bytes");
  std::filesystem::create_symlink("elsewhere/a.jpg", folder_.At("a.jpg"));
  const OrphanResult linked = LookAtOrphan(*store_, Orphan("a.jpg"));
  EXPECT_EQ(linked.fate, OrphanFate::kChanged);
  EXPECT_EQ(linked.bytes, std::nullopt) << "of its target";
  EXPECT_NE(linked.detail.find("is a symbolic link"), std::string::npos) << linked.detail;
  EXPECT_EQ(Remove(Orphan("a.jpg")), OrphanFate::kChanged);
  EXPECT_TRUE(Exists("a.jpg") && Exists("elsewhere/a.jpg"));
}

TEST_F(OrphanFilesTest, RemovesTheFileAndItsRow) {
  folder_.Write("old/a.jpg", "bytes");
  EXPECT_EQ(Remove(Orphan("old/a.jpg")), OrphanFate::kRemoved);
  EXPECT_FALSE(Exists("old/a.jpg"));
  EXPECT_TRUE(Exists("old"));
  EXPECT_EQ(Remove(Orphan("old/a.jpg")), OrphanFate::kForgotten);
  EXPECT_EQ(editor_.forgotten, (std::vector<std::string>{"old/a.jpg", "old/a.jpg"}));
}

TEST_F(OrphanFilesTest, AFileThatIsNotTheRecordedOneStays) {
  folder_.Write("old/a.jpg", "edited");
  EXPECT_EQ(Remove(Orphan("old/a.jpg")), OrphanFate::kChanged);
  folder_.Write("old/b.jpg", "bytes");
  OrphanFile unknown = Orphan("old/b.jpg");
  unknown.content.reset();
  EXPECT_EQ(Remove(unknown), OrphanFate::kChanged);
  std::filesystem::create_directory_symlink("old", folder_.At("linked"));
  EXPECT_EQ(Remove(Orphan("linked/b.jpg")), OrphanFate::kChanged);
  EXPECT_TRUE(Exists("old/a.jpg") && Exists("old/b.jpg"));
  EXPECT_TRUE(editor_.forgotten.empty());
}

TEST_F(OrphanFilesTest, AFileWhoseNameIsNeededStays) {
  folder_.Write("old/a.jpg", "bytes");
  OrphanFile taken = Orphan("old/a.jpg");
  taken.taken = true;
  EXPECT_EQ(Remove(taken), OrphanFate::kNeeded);
  editor_.needed = true;
  EXPECT_EQ(Remove(Orphan("old/a.jpg")), OrphanFate::kNeeded);
  EXPECT_TRUE(Exists("old/a.jpg"));
  EXPECT_TRUE(editor_.forgotten.empty());
}

TEST_F(OrphanFilesTest, RemovesManyInOrderWithFewCommits) {
  std::vector<OrphanFile> orphans;
  for (int i = 0; i < 2500; ++i) {
    orphans.push_back(Orphan("old/" + std::to_string(i / 100) + "/" + std::to_string(i) + ".jpg"));
    folder_.Write(orphans.back().key, i % 5 == 0 ? "edited" : "bytes");
  }
  const std::vector<OrphanFate> fates = RemoveAll(orphans);
  ASSERT_EQ(fates.size(), orphans.size());
  for (size_t i = 0; i < fates.size(); ++i) {
    EXPECT_EQ(fates[i], i % 5 == 0 ? OrphanFate::kChanged : OrphanFate::kRemoved) << i;
    EXPECT_EQ(Exists(orphans[i].key), i % 5 == 0) << i;
  }
  EXPECT_EQ(editor_.forgotten.size(), 2000U);
  EXPECT_EQ(editor_.commits, 3);
}

// Two orphans with one name, which the source of the first one has claimed.
TEST_F(OrphanFilesTest, TheClaimOfAnOrphanInTheSameGroupKeepsNothing) {
  folder_.Write("old/a.jpg", "bytes");
  folder_.Write("old/A.jpg", "bytes");
  editor_.claimed = "old/A.jpg";
  EXPECT_EQ(RemoveAll({Orphan("old/a.jpg"), Orphan("old/A.jpg")}),
            (std::vector<OrphanFate>{OrphanFate::kRemoved, OrphanFate::kRemoved}));
}

TEST_F(OrphanFilesTest, ASourceWantsTheNamesOfItsRecipe) {
  const Recipe recipe = OrphanRecipe();
  EXPECT_TRUE(IsWantedBySource(recipe, false, Orphan("thumbs/2019/a.webp")));
  EXPECT_TRUE(IsWantedBySource(recipe, false, Orphan("thumbs/2019/a.jpg.webp")));
  EXPECT_FALSE(IsWantedBySource(recipe, false, Orphan("thumbs/2019/A.webp")));
  EXPECT_TRUE(IsWantedBySource(recipe, true, Orphan("thumbs/2019/A.webp")));
  OrphanFile gone = Orphan("thumbs/2019/a.webp");
  gone.source_gone = true;
  EXPECT_FALSE(IsWantedBySource(recipe, false, gone));
}

}  // namespace
}  // namespace photomill
