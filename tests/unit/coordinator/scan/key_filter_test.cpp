#include "coordinator/scan/key_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::HasSubstr;

KeyFilter Filter(const std::vector<std::string>& includes,
                 const std::vector<std::string>& excludes = {}) {
  Result<KeyFilter> filter = KeyFilter::Make(includes, excludes);
  EXPECT_TRUE(filter.ok());
  return *std::move(filter);
}

TEST(KeyFilterTest, WithoutPatternsEverythingIsInScope) {
  EXPECT_TRUE(KeyFilter().InScope("any/thing"));
  EXPECT_TRUE(Filter({}).InScope("any/thing"));
}

TEST(KeyFilterTest, APatternWithoutASlashIsForTheLastComponent) {
  const KeyFilter filter = Filter({"*.jpg", "IMG_????.*"});
  EXPECT_TRUE(filter.InScope("a.jpg"));
  EXPECT_TRUE(filter.InScope("deep/down/a.jpg"));
  EXPECT_TRUE(filter.InScope("x/IMG_0001.png"));
  EXPECT_FALSE(filter.InScope("a.jpg/b.png"));
  EXPECT_FALSE(filter.InScope("a.JPG")) << "bytes: no case is folded";
}

TEST(KeyFilterTest, APatternWithASlashIsForTheWholeKeyAndStarsCrossSlashes) {
  const KeyFilter filter = Filter({"2019/*", "*/raw/*.jpg", "/top.jpg", "2020/"});
  EXPECT_TRUE(filter.InScope("2019/a.jpg"));
  EXPECT_TRUE(filter.InScope("2019/deep/down/a.jpg"));
  EXPECT_FALSE(filter.InScope("old/2019/a.jpg"));
  EXPECT_TRUE(filter.InScope("a/b/raw/c/d.jpg"));
  EXPECT_FALSE(filter.InScope("raw/d.jpg"));
  EXPECT_TRUE(filter.InScope("top.jpg"));
  EXPECT_FALSE(filter.InScope("a/top.jpg"));
  EXPECT_TRUE(filter.InScope("2020/a/b.jpg"));
}

TEST(KeyFilterTest, AnExcludeBeatsAnInclude) {
  const KeyFilter filter = Filter({"*.jpg"}, {"*-edited.jpg", "trash/*"});
  EXPECT_TRUE(filter.InScope("a.jpg"));
  EXPECT_FALSE(filter.InScope("a-edited.jpg"));
  EXPECT_FALSE(filter.InScope("trash/a.jpg"));
  EXPECT_FALSE(filter.InScope("a.png"));
  EXPECT_TRUE(Filter({}, {"*.png"}).InScope("a.jpg"));
}

TEST(KeyFilterTest, KeysAreBytes) {
  const KeyFilter filter = Filter({"*.jpg"}, {"[\xff]*"});
  EXPECT_TRUE(filter.InScope("\xfe\x80 new\nline.jpg"));
  EXPECT_FALSE(filter.InScope("\xff.jpg"));
  EXPECT_TRUE(filter.InScope(".hidden.jpg"));
}

TEST(KeyFilterTest, AFoldersNameStandsForTheFolderWithWhatItHoldsAtAnyDepth) {
  for (const char* pattern : {"@folder", "@folder/"}) {
    const KeyFilter filter = Filter({}, {pattern});
    EXPECT_FALSE(filter.InScope("@folder/a.jpg")) << pattern;
    EXPECT_FALSE(filter.InScope("x/y/@folder/z/a.jpg")) << pattern;
    EXPECT_TRUE(filter.InScope("x@folder/a.jpg")) << pattern;
    EXPECT_TRUE(filter.InScope("@folder.jpg")) << pattern;
  }
  EXPECT_FALSE(Filter({}, {"@folder"}).InScope("x/@folder")) << "a file of this name, as before";
  EXPECT_TRUE(Filter({}, {"@folder/"}).InScope("x/@folder")) << "with the slash only folders";
}

TEST(KeyFilterTest, APathIsForTheRoot) {
  const KeyFilter filter = Filter({}, {"/top", "a/b", "/c/"});
  EXPECT_FALSE(filter.InScope("top/x.jpg"));
  EXPECT_TRUE(filter.InScope("a/top/x.jpg"));
  EXPECT_FALSE(filter.InScope("a/b"));
  EXPECT_FALSE(filter.InScope("a/b/x.jpg"));
  EXPECT_TRUE(filter.InScope("z/a/b/x.jpg"));
  EXPECT_FALSE(filter.InScope("c/x.jpg"));
  EXPECT_TRUE(filter.InScope("a/c/x.jpg"));
}

TEST(KeyFilterTest, AGlobWithoutASlashIsForFilesAndWithOneAtItsEndForFolders) {
  EXPECT_TRUE(Filter({}, {"*.old"}).InScope("2019.old/a.jpg"));
  const KeyFilter filter = Filter({}, {".Trash-*/", "*.old/"});
  EXPECT_FALSE(filter.InScope("x/.Trash-1000/files/a.jpg"));
  EXPECT_FALSE(filter.InScope("x/2019.old/a.jpg"));
  EXPECT_TRUE(filter.InScope("x/2019.old"));
}

TEST(KeyFilterTest, TwoStarsAreAnyNumberOfFolders) {
  const KeyFilter filter = Filter({}, {"**/raw/**", "2019/**/*.png"});
  EXPECT_FALSE(filter.InScope("raw/a.jpg"));
  EXPECT_FALSE(filter.InScope("x/y/raw/z/a.jpg"));
  EXPECT_FALSE(filter.InScope("2019/a.png"));
  EXPECT_FALSE(filter.InScope("2019/x/y/a.png"));
  EXPECT_TRUE(filter.InScope("x/2019/a.png"));
  // A last component of stars stands for one folder: files in the root are not in it.
  for (const char* pattern : {"*/", "**/"}) {
    EXPECT_TRUE(Filter({}, {pattern}).InScope("a.jpg")) << pattern;
    EXPECT_FALSE(Filter({}, {pattern}).InScope("x/a.jpg")) << pattern;
  }
}

TEST(KeyFilterTest, CaseIsIgnoredWhereAsked) {
  const KeyFilter filter = *KeyFilter::Make({"*.JPG"}, {"Private/"}, {true, false});
  EXPECT_TRUE(filter.InScope("a.jpg"));
  EXPECT_TRUE(filter.InScope("b.Jpg"));
  EXPECT_FALSE(filter.InScope("x/PRIVATE/a.jpg"));
  EXPECT_FALSE(Filter({"*.JPG"}).InScope("a.jpg"));
}

TEST(KeyFilterTest, SaysWhichRuleLeavesOut) {
  using Rule = KeyFilter::Rule;
  const KeyFilter filter = Filter({"*.jpg"}, {"*.tmp.jpg", "drafts/"});
  EXPECT_EQ(filter.Judge("a.jpg").rule, Rule::kNone);
  EXPECT_EQ(filter.Judge("a.png").rule, Rule::kInclude);
  EXPECT_EQ(filter.Judge("x/drafts/a.jpg"), (KeyFilter::Verdict{Rule::kExclude, 1}));
  EXPECT_EQ(filter.Judge("@eaDir/a.jpg").rule, Rule::kSystem);
}

TEST(KeyFilterTest, TooManyPatternsAreRefused) {
  const std::vector<std::string> many(kPatternsMax + 1, "*.tmp");
  EXPECT_THAT(KeyFilter::Make({}, many).failure().detail, HasSubstr("10000"));
}

TEST(KeyFilterTest, AnEmptyPatternIsRefusedWithItsOption) {
  EXPECT_THAT(KeyFilter::Make({""}, {}).failure().detail, HasSubstr("--include"));
  EXPECT_THAT(KeyFilter::Make({}, {"/"}).failure().detail, HasSubstr("--exclude"));
}

}  // namespace
}  // namespace photomill
