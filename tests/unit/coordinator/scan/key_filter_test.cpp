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

TEST(KeyFilterTest, AnEmptyPatternIsRefusedWithItsOption) {
  EXPECT_THAT(KeyFilter::Make({""}, {}).failure().detail, HasSubstr("--include"));
  EXPECT_THAT(KeyFilter::Make({}, {"/"}).failure().detail, HasSubstr("--exclude"));
}

}  // namespace
}  // namespace photomill
