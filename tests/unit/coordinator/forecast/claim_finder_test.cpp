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

TEST(ClaimFinder, FindsSourcesThatDifferOnlyInTheirExtension) {
  Recipe recipe = DefaultRecipe();
  for (Derivative& derivative : recipe.derivatives) derivative.otherwise.clear();
  ClaimFinder finder(recipe);
  finder.Add(0, "a/1.jpg");
  finder.Add(1, "a/1.png");
  finder.Add(2, "a/2.jpg");
  finder.Add(3, "b/1.png");
  const ClaimFinder::Found found = finder.Find(10);
  EXPECT_EQ(found.failing, 1U);  // once, although it has two derivatives
  EXPECT_EQ(found.renamed, 0U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{0, 1}));
  EXPECT_FALSE(finder.is_full());
}

TEST(ClaimFinder, TheFirstInTheListingKeepsItsName) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}.jpg");
  ClaimFinder finder(recipe);
  finder.Add(7, "1.tif");
  finder.Add(3, "1.jpg");
  finder.Add(5, "1.png");
  const ClaimFinder::Found found = finder.Find(10);
  EXPECT_EQ(found.failing, 2U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{3, 5}, Pair{3, 7}));
}

TEST(ClaimFinder, KeepsAFewExamples) {
  const Recipe recipe = RecipeNamed("{stem}.jpg");
  ClaimFinder finder(recipe);
  for (uint64_t i = 0; i < 100; ++i) finder.Add(i, std::to_string(i) + "/x.jpg");
  const ClaimFinder::Found found = finder.Find(3);
  EXPECT_EQ(found.failing, 99U);
  EXPECT_THAT(found.examples, ElementsAre(Pair{0, 1}, Pair{0, 2}, Pair{0, 3}));
}

TEST(ClaimFinder, AnOtherNameIsNoFailure) {
  const Recipe recipe = RecipeNamed("{dir}/{stem}.jpg", "{dir}/{name}.jpg");
  ClaimFinder finder(recipe);
  finder.Add(0, "1.jpg");
  finder.Add(1, "1.png");
  const ClaimFinder::Found found = finder.Find(10);
  EXPECT_EQ(found.failing, 0U);
  EXPECT_EQ(found.renamed, 1U);
}

TEST(ClaimFinder, FindsNothingInNames) {
  const Recipe recipe = RecipeNamed("{dir}/{name}.jpg");
  ClaimFinder finder(recipe);
  EXPECT_THAT(finder.Find(10).examples, IsEmpty());
  ClaimFinder other(recipe);
  other.Add(0, "1.jpg");
  other.Add(1, "1.png");
  EXPECT_EQ(other.Find(10).failing, 0U);
}

TEST(ClaimFinder, StopsAtItsBound) {
  const Recipe recipe = RecipeNamed("{stem}.jpg");
  ClaimFinder finder(recipe, 2);
  for (uint64_t i = 0; i < 3; ++i) finder.Add(i, std::to_string(i) + "/x.jpg");
  EXPECT_TRUE(finder.is_full());
  EXPECT_EQ(finder.Find(10).failing, 1U);
}

TEST(ClaimFinder, ComparesTheKeysOfTwoSources) {
  const Recipe recipe = DefaultRecipe();
  EXPECT_TRUE(ClaimTheSame(recipe, "a/1.jpg", "a/1.png"));
  EXPECT_FALSE(ClaimTheSame(recipe, "a/1.jpg", "b/1.jpg"));
  EXPECT_FALSE(ClaimTheSame(recipe, "", "a/1.jpg"));
}

}  // namespace
}  // namespace photomill
