// A recipe that changes between two runs: only the outputs that it affects are written.
#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPhoto =
    "derivative { name: \"photo\" fit: INSIDE width: 48 height: 48 format: JPEG quality: 82 "
    "key: \"{dir}/{stem}.jpg\" }\n";
constexpr const char* kThumb =
    "derivative { name: \"thumb\" fit: COVER width: 16 height: 16 format: WEBP quality: 80 "
    "key: \"thumbs/{dir}/{stem}.webp\" }\n";
constexpr const char* kLargerThumb =
    "derivative { name: \"thumb\" fit: COVER width: 24 height: 24 format: WEBP quality: 80 "
    "key: \"thumbs/{dir}/{stem}.webp\" }\n";
constexpr const char* kMini =
    "derivative { name: \"mini\" fit: CONTAIN width: 12 height: 12 format: PNG "
    "key: \"mini/{dir}/{stem}.png\" }\n";

class ChangedRecipe : public LocalRun {
 protected:
  static constexpr int kPhotos = 10;

  ChangedRecipe() {
    WritePhotos(folder_, "src", kPhotos);
    WriteRecipe(std::string(kPhoto) + kThumb);
    RunTo(kDone);
    before_ = TreeOf(destination_);
    EXPECT_EQ(before_.size(), 2U * kPhotos);
  }

  // Runs with the new recipe; the result is the same as that of a fresh run.
  Ended RunWith(const std::string& recipe) {
    WriteRecipe(recipe);
    Ended ended = RunTo(kDone);
    EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
    CheckEveryOutput(state_, destination_);
    return ended;
  }

  // Files that were written since the first run.
  [[nodiscard]] std::vector<std::string> Written() const {
    std::vector<std::string> written;
    for (const auto& [path, facts] : TreeOf(destination_)) {
      const auto old = before_.find(path);
      if (old == before_.end() || old->second.mtime_ns != facts.mtime_ns) written.push_back(path);
    }
    return written;
  }

  Tree before_;
};

TEST_F(ChangedRecipe, MakesOnlyThumbsWhereOnlyThumbChanged) {
  const Ended ended = RunWith(std::string(kPhoto) + kLargerThumb);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("The recipe changed:"), HasSubstr("16x16"),
                               HasSubstr("24x24"), Not(HasSubstr("photo:"))));
  EXPECT_EQ(Written().size(), static_cast<size_t>(kPhotos));
  EXPECT_THAT(Written(), testing::Each(testing::StartsWith("thumbs/")));
  EXPECT_EQ(ContentsOf(destination_), FreshRun("fresh"));
}

TEST_F(ChangedRecipe, MakesANewDerivativeAlone) {
  const Ended ended = RunWith(std::string(kPhoto) + kThumb + kMini);
  EXPECT_THAT(ended.out, HasSubstr("new: mini"));
  EXPECT_EQ(Written().size(), static_cast<size_t>(kPhotos));
  EXPECT_THAT(Written(), testing::Each(testing::StartsWith("mini/")));
  EXPECT_EQ(ContentsOf(destination_), FreshRun("fresh"));
}

TEST_F(ChangedRecipe, ListsWhatIsNoLongerWantedAndDeletesNothing) {
  const Ended ended = RunWith(kPhoto);
  EXPECT_THAT(ended.out, HasSubstr("no longer wanted: thumb"));
  EXPECT_EQ(SummaryCount(ended.out, "orphans"), kPhotos);
  EXPECT_EQ(TreeOf(destination_), before_);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM orphan WHERE key LIKE 'thumbs/%'"), kPhotos);

  // Wanted again: they exist already.
  RunWith(std::string(kPhoto) + kThumb);
  EXPECT_EQ(TreeOf(destination_), before_);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM orphan"), 0);
}

TEST_F(ChangedRecipe, FilesThatMovedLeaveOrphans) {
  std::string moved = kThumb;
  moved.replace(moved.find("thumbs/{dir}"), 12, "small/{dir}");
  const Ended ended = RunWith(kPhoto + moved);
  EXPECT_EQ(Written().size(), static_cast<size_t>(kPhotos));
  EXPECT_THAT(Written(), testing::Each(testing::StartsWith("small/")));
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM orphan WHERE key LIKE 'thumbs/%'"), kPhotos);
}

TEST_F(ChangedRecipe, AnotherOrderChangesNothing) {
  const Ended ended = RunWith(std::string(kThumb) + kPhoto);
  EXPECT_THAT(ended.out, Not(HasSubstr("The recipe changed")));
  EXPECT_EQ(TreeOf(destination_), before_);
}

TEST_F(ChangedRecipe, JsonSaysTheSame) {
  const Ended ended = RunWith(R"({"derivative": [
    {"name": "photo", "fit": "INSIDE", "width": 48, "height": 48, "format": "JPEG", "quality": 82,
     "key": "{dir}/{stem}.jpg"},
    {"name": "thumb", "fit": "COVER", "width": 16, "height": 16, "format": "WEBP", "quality": 80,
     "key": "thumbs/{dir}/{stem}.webp"}]})");
  EXPECT_THAT(ended.out, Not(HasSubstr("The recipe changed")));
  EXPECT_EQ(TreeOf(destination_), before_);
}

}  // namespace
}  // namespace photomill::test
