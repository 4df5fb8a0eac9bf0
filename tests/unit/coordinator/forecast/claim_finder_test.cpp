#include "coordinator/forecast/claim_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Pair = ClaimFinder::Pair;

Recipe RecipeNamed(const std::string& key, const std::string& otherwise = {}) {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.resize(1);
  recipe.derivatives[0].key = key;
  recipe.derivatives[0].otherwise = otherwise;
  return recipe;
}

ClaimFinder::Found Find(ClaimFinder& finder, size_t examples_max) {
  finder.Compare();
  EXPECT_FALSE(finder.NeedsNames());
  return finder.Take(examples_max);
}

// Of sources in the order of a listing.
ClaimFinder::Found FindIn(const Recipe& recipe, bool folded, const std::vector<std::string>& keys) {
  ClaimFinder finder(recipe, folded);
  for (size_t i = keys.size(); i-- > 0;) finder.Add(i, keys[i]);
  finder.Compare();
  if (finder.NeedsNames()) {
    for (size_t i = 0; i < keys.size(); ++i) finder.AddBelow(i, keys[i]);
  }
  return finder.Take(10);
}

TEST(ClaimFinder, FindsSourcesThatDifferOnlyInTheirExtension) {
  Recipe recipe = DefaultRecipe();
  for (Derivative& derivative : recipe.derivatives) derivative.otherwise.clear();
  ClaimFinder finder(recipe, false);
  finder.Add(0, "a/1.jpg");
  finder.Add(1, "a/1.png");
  finder.Add(2, "a/2.jpg");
  finder.Add(3, "b/1.png");
  const ClaimFinder::Found found = Find(finder, 10);
  EXPECT_EQ(found.failing, 1U);  // once, although it has two derivatives
  EXPECT_EQ(found.renamed, 0U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{0, 1}));
  EXPECT_FALSE(finder.is_full());
}

TEST(ClaimFinder, TheFirstInTheListingKeepsItsName) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}.jpg");
  ClaimFinder finder(recipe, false);
  finder.Add(7, "1.tif");
  finder.Add(3, "1.jpg");
  finder.Add(5, "1.png");
  const ClaimFinder::Found found = Find(finder, 10);
  EXPECT_EQ(found.failing, 2U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{3, 5}, Pair{3, 7}));
}

TEST(ClaimFinder, KeepsAFewExamples) {
  const Recipe recipe = RecipeNamed("{stem}.jpg");
  ClaimFinder finder(recipe, false);
  for (uint64_t i = 0; i < 100; ++i) finder.Add(i, std::to_string(i) + "/x.jpg");
  const ClaimFinder::Found found = Find(finder, 3);
  EXPECT_EQ(found.failing, 99U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{0, 1}, Pair{0, 2}, Pair{0, 3}));
}

TEST(ClaimFinder, AnOtherNameIsNoFailure) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}.jpg", "{dir}/{name}.jpg");
  ClaimFinder finder(recipe, false);
  finder.Add(0, "1.jpg");
  finder.Add(1, "1.png");
  const ClaimFinder::Found found = Find(finder, 10);
  EXPECT_EQ(found.failing, 0U);
  EXPECT_EQ(found.renamed, 1U);
}

TEST(ClaimFinder, FindsNothingInNames) {
  const Recipe recipe = RecipeNamed("{dir}/{name}.jpg");
  ClaimFinder finder(recipe, false);
  EXPECT_THAT(Find(finder, 10).examples, IsEmpty());
  ClaimFinder other(recipe, false);
  other.Add(0, "1.jpg");
  other.Add(1, "1.png");
  EXPECT_EQ(Find(other, 10).failing, 0U);
}

TEST(ClaimFinder, StopsAtItsBound) {
  const Recipe recipe = RecipeNamed("{stem}.jpg");
  ClaimFinder finder(recipe, false, 2);
  for (uint64_t i = 0; i < 3; ++i) finder.Add(i, std::to_string(i) + "/x.jpg");
  EXPECT_TRUE(finder.is_full());
  EXPECT_EQ(Find(finder, 10).failing, 1U);
}

TEST(ClaimFinder, FindsNamesThatTheDestinationTreatsAsTheSame) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}.jpg");
  const std::vector<std::string> keys = {"2019/IMG_1.jpg", "2019/img_1.jpg", "2019/img_2.jpg",
                                         "CAF\xC3\x89.jpg", "cafe\xCC\x81.jpg"};
  EXPECT_EQ(FindIn(recipe, false, keys).failing, 0U);
  const ClaimFinder::Found found = FindIn(recipe, true, keys);
  EXPECT_EQ(found.failing, 2U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{0, 1}, Pair{3, 4}));
}

TEST(ClaimFinder, AFileWhereAnEarlierOutputNeedsAFolderFails) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}");
  const ClaimFinder::Found found =
      FindIn(recipe, false, {"a/b/1.jpg", "a/b/2.jpg", "a/b.jpg", "a/bc.jpg", "a.jpg"});
  EXPECT_EQ(found.failing, 2U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{0, 2}, Pair{0, 4}));
}

TEST(ClaimFinder, EveryOutputBelowAnEarlierFileFails) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}");
  const std::vector<std::string> keys = {"a.jpg", "a/b/1.jpg", "a/b/2.jpg", "a/c.jpg", "b/a.jpg"};
  const ClaimFinder::Found found = FindIn(recipe, false, keys);
  EXPECT_EQ(found.failing, 3U);
  EXPECT_EQ(found.renamed, 0U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{0, 1}, Pair{0, 2}, Pair{0, 3}));
  EXPECT_EQ(FindIn(RecipeNamed("{dir}/{stem}", "other/{dir}/{name}"), false, keys).renamed, 3U);
}

TEST(ClaimFinder, ASourceFailsOnceForAllReasons) {
  Recipe recipe = RecipeNamed("{dir}/{stem}");
  recipe.derivatives.push_back(recipe.derivatives[0]);
  recipe.derivatives[1].name = "other";
  recipe.derivatives[1].key = "other/{dir}/{stem}.jpg";
  EXPECT_EQ(FindIn(recipe, false, {"a.jpg", "a/b.jpg", "a/b.png"}).failing, 2U);
}

TEST(ClaimFinder, FilesAndFoldersMeetInOtherSpellings) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}");
  EXPECT_EQ(FindIn(recipe, true, {"A.jpg", "a/b.jpg"}).failing, 1U);
  EXPECT_EQ(FindIn(recipe, false, {"A.jpg", "a/b.jpg"}).failing, 0U);
}

TEST(ClaimFinder, OnlyAddedSourcesCount) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}");
  ClaimFinder finder(recipe, false);
  finder.Add(0, "a.jpg");
  finder.Add(2, "a/2.jpg");
  finder.Compare();
  ASSERT_TRUE(finder.NeedsNames());
  finder.AddBelow(0, "a.jpg");
  finder.AddBelow(1, "a/1.txt");
  finder.AddBelow(2, "a/2.jpg");
  EXPECT_EQ(finder.Take(10).failing, 1U);
}

TEST(ClaimFinder, ComparesTheKeysOfTwoSources) {
  const Recipe recipe = DefaultRecipe();
  EXPECT_EQ(CompareClaims(recipe, false, "a/1.jpg", "a/1.png"), ClaimsMeet::kSameName);
  EXPECT_EQ(CompareClaims(recipe, false, "a/1.jpg", "b/1.jpg"), ClaimsMeet::kNot);
  EXPECT_EQ(CompareClaims(recipe, false, "a/1.jpg", "A/1.jpg"), ClaimsMeet::kNot);
  EXPECT_EQ(CompareClaims(recipe, true, "a/1.jpg", "A/1.jpg"), ClaimsMeet::kSameName);
  EXPECT_EQ(CompareClaims(recipe, false, "", "a/1.jpg"), ClaimsMeet::kNot);
  EXPECT_EQ(CompareClaims(RecipeNamed("{dir}/{stem}"), false, "a.jpg", "a/1.jpg"),
            ClaimsMeet::kFileAndFolder);
}

}  // namespace
}  // namespace photomill
