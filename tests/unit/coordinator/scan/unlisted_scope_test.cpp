#include "coordinator/scan/unlisted_scope.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(UnlistedScope, IsThatOfTheFilter) {
  const Result<KeyFilter> filter = KeyFilter::Make({"2019/*"}, {});
  ASSERT_TRUE(filter.ok());
  const UnlistedScope scope(*filter, {}, {});
  EXPECT_TRUE(scope("2019/a.jpg"));
  EXPECT_FALSE(scope("2020/a.jpg"));
}

TEST(UnlistedScope, LeavesOutFoldersThatWereNotEntered) {
  const UnlistedScope scope(KeyFilter(), {"made", "b/thumbs"}, {});
  EXPECT_FALSE(scope("made/a.jpg"));
  EXPECT_FALSE(scope("made/deep/a.jpg"));
  EXPECT_FALSE(scope("b/thumbs/a.jpg"));
  EXPECT_TRUE(scope("made.jpg"));
  EXPECT_TRUE(scope("made2/a.jpg"));
  EXPECT_TRUE(scope("b/a.jpg"));
}

TEST(UnlistedScope, LeavesOutWhatIsBehindALink) {
  const UnlistedScope scope(KeyFilter(), {},
                            [](std::string_view key) { return key.starts_with("link/"); });
  EXPECT_FALSE(scope("link/a.jpg"));
  EXPECT_TRUE(scope("folder/a.jpg"));
}

}  // namespace
}  // namespace photomill
