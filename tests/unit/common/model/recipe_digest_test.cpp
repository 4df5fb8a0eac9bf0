// What a changed recipe makes anew, and what it leaves alone.
#include <algorithm>

#include <gtest/gtest.h>

#include "common/model/recipe.h"

namespace photomill {
namespace {

constexpr size_t kPhoto = 0;
constexpr size_t kThumb = 1;

// The default recipe with one change to one derivative.
template <typename Change>
Recipe Changed(size_t index, Change change) {
  Recipe recipe = DefaultRecipe();
  change(recipe.derivatives[index]);
  return recipe;
}

bool Remakes(const Recipe& changed, size_t index) {
  return DerivativeDigest(changed, index) != DerivativeDigest(DefaultRecipe(), index);
}

TEST(RecipeDigest, DoesNotSeeTheOrderNorTheNames) {
  Recipe recipe = DefaultRecipe();
  std::reverse(recipe.derivatives.begin(), recipe.derivatives.end());
  EXPECT_EQ(DigestOf(recipe), DigestOf(DefaultRecipe()));
  EXPECT_EQ(InCanonicalOrder(recipe), DefaultRecipe());
  EXPECT_EQ(InCanonicalOrder(DefaultRecipe()), DefaultRecipe());
  EXPECT_EQ(DerivativeDigest(recipe, 0), DerivativeDigest(DefaultRecipe(), kThumb));
  EXPECT_EQ(DerivativeDigest(recipe, 1), DerivativeDigest(DefaultRecipe(), kPhoto));
  recipe.derivatives[0].name = "small";
  EXPECT_EQ(DigestOf(recipe), DigestOf(DefaultRecipe()));
}

TEST(RecipeDigest, SeesEveryFieldThatMatters) {
  const Digest before = DigestOf(DefaultRecipe());
  const auto differs = [&](auto change) { return DigestOf(Changed(kThumb, change)) != before; };
  EXPECT_TRUE(differs([](Derivative& d) { d.fit = Fit::kFill; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.width = 321; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.height = 321; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.enlarge = true; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.gravity = Gravity::kNorth; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.format = OutputFormat::kJpeg; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.quality = 81; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.key = "t/{name}"; }));
}

TEST(RecipeDigest, DoesNotSeeFieldsThatChangeNothing) {
  EXPECT_EQ(DigestOf(Changed(kThumb,
                             [](Derivative& d) {
                               d.background = {0, 0, 0};
                             })),
            DigestOf(DefaultRecipe()))
      << "WebP keeps alpha, and cover does not pad";
  EXPECT_NE(DigestOf(Changed(kPhoto,
                             [](Derivative& d) {
                               d.background = {0, 0, 0};
                             })),
            DigestOf(DefaultRecipe()))
      << "JPEG has no alpha";
  EXPECT_EQ(DigestOf(Changed(kPhoto, [](Derivative& d) { d.gravity = Gravity::kWest; })),
            DigestOf(DefaultRecipe()));
}

TEST(DerivativeDigest, AChangedThumbLeavesThePhotoAlone) {
  for (const uint32_t side : {64U, 200U, 400U, 1024U}) {
    const Recipe recipe = Changed(kThumb, [&](Derivative& d) { d.width = d.height = side; });
    EXPECT_FALSE(Remakes(recipe, kPhoto)) << side;
    EXPECT_TRUE(Remakes(recipe, kThumb)) << side;
  }
  for (const Fit fit : {Fit::kInside, Fit::kContain, Fit::kFill}) {
    EXPECT_FALSE(Remakes(Changed(kThumb, [&](Derivative& d) { d.fit = fit; }), kPhoto));
  }
  EXPECT_FALSE(Remakes(Changed(kThumb, [](Derivative& d) { d.enlarge = true; }), kPhoto));
}

TEST(DerivativeDigest, AnAddedOrRemovedSmallOneLeavesTheOthersAlone) {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.pop_back();
  EXPECT_FALSE(Remakes(recipe, kPhoto));
  recipe = DefaultRecipe();
  recipe.derivatives.push_back(recipe.derivatives[kThumb]);
  recipe.derivatives.back().name = "tiny";
  recipe.derivatives.back().key = "tiny/{name}";
  recipe.derivatives.back().width = recipe.derivatives.back().height = 64;
  EXPECT_FALSE(Remakes(recipe, kPhoto));
  EXPECT_FALSE(Remakes(recipe, kThumb));
}

TEST(DerivativeDigest, ThePhotosEncodingDoesNotConcernTheThumb) {
  EXPECT_FALSE(Remakes(Changed(kPhoto, [](Derivative& d) { d.quality = 90; }), kThumb));
  EXPECT_FALSE(
      Remakes(Changed(kPhoto, [](Derivative& d) { d.format = OutputFormat::kPng; }), kThumb));
  EXPECT_FALSE(Remakes(Changed(kPhoto, [](Derivative& d) { d.key = "p/{name}"; }), kThumb));
  EXPECT_FALSE(Remakes(Changed(kPhoto, [](Derivative& d) { d.background = {1, 2, 3}; }), kThumb));
}

TEST(DerivativeDigest, ThePhotosBoxConcernsTheThumbThatIsMadeFromIt) {
  EXPECT_TRUE(Remakes(Changed(kPhoto, [](Derivative& d) { d.width = 1920; }), kThumb));
}

TEST(DerivativeDigest, OneThatLargerOnesHideConcernsNobody) {
  // Neither a parent of anything (cover never is), nor ever what decides the decoding.
  Recipe with = DefaultRecipe();
  Derivative card = with.derivatives[kThumb];
  card.name = "card";
  card.key = "card/{name}";
  card.width = card.height = 600;
  with.derivatives.push_back(card);
  EXPECT_FALSE(Remakes(with, kThumb));
  EXPECT_FALSE(Remakes(with, kPhoto));
}

}  // namespace
}  // namespace photomill
