// The names that a source's outputs claim, and what becomes of two claims to one name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "coordinator/core/intake.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Recipe RecipeWithKeys(const std::vector<std::string>& keys) {
  Recipe recipe;
  for (size_t i = 0; i < keys.size(); ++i) {
    Derivative derivative = DefaultRecipe().derivatives[0];
    derivative.name = "d" + std::to_string(i);
    derivative.key = keys[i];
    recipe.derivatives.push_back(derivative);
  }
  return recipe;
}

TEST(ClaimedKeys, OneForEachDerivativeInTheRecipesOrder) {
  const auto keys = ClaimedKeys(DefaultRecipe(), "2019/a b.JPG");
  ASSERT_TRUE(keys.ok());
  EXPECT_THAT(*keys, ElementsAre("2019/a b.jpg", "thumbs/2019/a b.webp"));
  const auto top = ClaimedKeys(DefaultRecipe(), "a.png");
  ASSERT_TRUE(top.ok());
  EXPECT_THAT(*top, ElementsAre("a.jpg", "thumbs/a.webp"));
}

TEST(ClaimedKeys, TwoDerivativesThatMeetInOneKeyCollide) {
  const auto keys = ClaimedKeys(RecipeWithKeys({"{dir}/{stem}.jpg", "{dir}/{name}"}), "x/a.jpg");
  ASSERT_FALSE(keys.ok());
  EXPECT_EQ(keys.failure().reason, Reason::kKeyCollision);
  EXPECT_THAT(keys.failure().detail, HasSubstr("'d0' and 'd1' would both write 'x/a.jpg'"));
  EXPECT_TRUE(ClaimedKeys(RecipeWithKeys({"{dir}/{stem}.jpg", "{dir}/{name}"}), "x/a.png").ok());
}

TEST(ClaimedKeys, AFileWhereAnotherDerivativeNeedsAFolderCollides) {
  for (const auto& templates : {std::vector<std::string>{"{stem}", "{stem}/t.jpg"},
                                std::vector<std::string>{"{stem}/t.jpg", "{stem}"}}) {
    const auto keys = ClaimedKeys(RecipeWithKeys(templates), "x/a.jpg");
    ASSERT_FALSE(keys.ok());
    EXPECT_EQ(keys.failure().reason, Reason::kKeyCollision);
    EXPECT_THAT(keys.failure().detail, HasSubstr("needs a folder"));
  }
  // Only a complete path component is a folder.
  EXPECT_TRUE(ClaimedKeys(RecipeWithKeys({"{stem}", "{stem}2/t.jpg"}), "x/a.jpg").ok());
}

TEST(ClaimedKeys, PhotomillsOwnFolderIsForbidden) {
  for (const char* source : {".photomill/ledger.db", ".photomill"}) {
    const auto keys = ClaimedKeys(RecipeWithKeys({"{dir}/{name}"}), source);
    ASSERT_FALSE(keys.ok()) << source;
    EXPECT_EQ(keys.failure().reason, Reason::kKeyCollision);
    EXPECT_THAT(keys.failure().detail, HasSubstr(".photomill"));
  }
  EXPECT_TRUE(ClaimedKeys(RecipeWithKeys({"{dir}/{name}"}), ".photomill2/x.jpg").ok());
  EXPECT_TRUE(ClaimedKeys(RecipeWithKeys({"{dir}/{name}"}), "a/.photomill/x.jpg").ok());
}

TEST(ClaimedKeys, AnUnusableNameIsAFailureOfTheSource) {
  const std::string long_name(250, 'n');
  const auto keys =
      ClaimedKeys(RecipeWithKeys({"{dir}/{stem}_with_a_long_suffix.jpg"}), long_name + ".jpg");
  ASSERT_FALSE(keys.ok());
  EXPECT_EQ(keys.failure().reason, Reason::kUnusableName);
  EXPECT_FALSE(keys.failure().detail.empty());
}

TEST(FateOfNames, GoesWithWhatTheHolderTurnsOutToBe) {
  const auto fate = [](SourceState state, Reason reason, bool listed = true) {
    return FateOfNames(state, reason, listed);
  };
  for (const Reason reason :
       {Reason::kNotAnImage, Reason::kFormatNotAllowed, Reason::kKeyCollision}) {
    EXPECT_EQ(fate(SourceState::kFailed, reason), NameFate::kGiven) << ReasonWord(reason);
    EXPECT_EQ(fate(SourceState::kSkipped, reason), NameFate::kGiven) << ReasonWord(reason);
    EXPECT_EQ(fate(SourceState::kGone, reason, false), NameFate::kGiven) << ReasonWord(reason);
  }
  EXPECT_EQ(fate(SourceState::kFailed, Reason::kCorrupt), NameFate::kKept);
  EXPECT_EQ(fate(SourceState::kFailed, Reason::kStorageUnavailable), NameFate::kUndecided);
  EXPECT_EQ(fate(SourceState::kQuarantined, Reason::kCrashed), NameFate::kKept);
  EXPECT_EQ(FateOfNames(SourceState::kPending, std::nullopt, true), NameFate::kUndecided);
  EXPECT_EQ(FateOfNames(SourceState::kDone, std::nullopt, true), NameFate::kKept);
  EXPECT_EQ(FateOfNames(SourceState::kDone, std::nullopt, false), NameFate::kUndecided)
      << "it may be gone";
}

TEST(FoldersAbove, OutermostFirst) {
  EXPECT_THAT(FoldersAbove("a/b/c.jpg"), ElementsAre("a", "a/b"));
  EXPECT_THAT(FoldersAbove("c.jpg"), IsEmpty());
}

TEST(KeysBelow, AreExactlyThoseInTheFolder) {
  EXPECT_TRUE(rc::check([] {
    const auto bytes =
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab./0-\xff\x01")));
    const std::string folder = *rc::gen::nonEmpty(bytes);
    const std::string key = *rc::gen::oneOf(
        bytes, rc::gen::map(bytes, [&](const std::string& tail) { return folder + "/" + tail; }),
        rc::gen::map(bytes, [&](const std::string& tail) { return folder + tail; }));
    const auto [first, end] = KeysBelow(folder);
    RC_ASSERT((first <= key && key < end) == key.starts_with(folder + "/"));
  }));
}

TEST(CollisionWith, NamesBothSidesAndTheRemedy) {
  const Failure same = CollisionWith("x/a.jpg", "x/a.jpg", "x/a.png");
  EXPECT_EQ(same.reason, Reason::kKeyCollision);
  EXPECT_THAT(same.detail, HasSubstr("'x/a.jpg' already belongs to the source 'x/a.png'"));
  EXPECT_THAT(same.detail, HasSubstr("rename"));
  EXPECT_THAT(CollisionWith("x/a.jpg", "x/a.jpg", "x/a.png", true).detail,
              HasSubstr("which is unfinished: run again"));
  EXPECT_THAT(
      CollisionWith("x/a/b", "x/a", "s").detail,
      HasSubstr("'x/a/b' needs a folder at the place of the output 'x/a' of the source 's'"));
  EXPECT_THAT(CollisionWith("x/a", "x/a/b", "s\n").detail,
              HasSubstr("where the output 'x/a/b' of the source 's\\n' has a folder"));
}

TEST(ClaimedKeys, EveryTwoDerivativesAreCompared) {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.push_back(recipe.derivatives[1]);
  recipe.derivatives[2].name = "same";
  const Result<std::vector<std::string>> keys = ClaimedKeys(recipe, "a.jpg");
  ASSERT_FALSE(keys.ok());
  EXPECT_NE(keys.failure().detail.find("'thumb' and 'same' would both write"), std::string::npos)
      << keys.failure().detail;
}

}  // namespace
}  // namespace photomill
