#include "coordinator/start/ledger_recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "common/wire/recipe_codec.h"
#include "coordinator/start/published_recipes.h"

namespace photomill {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Digests of derivatives, by name.
using Definitions = std::map<std::string, std::string>;

Definitions DefinitionsOf(const Recipe& recipe) {
  Definitions definitions;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    definitions[recipe.derivatives[i].name] = ToHex(DerivativeDigest(recipe, i));
  }
  return definitions;
}

// The digests in users' ledgers. None of these may ever change: the outputs would be recreated.
const std::map<std::string, Definitions>& Golden() {
  static const std::map<std::string, Definitions> golden = {
      {"default",
       {
           {"photo", "e9deb77d91dbf5694979e963c8b60e78"},
           {"thumb", "b6ec87485adc2b5043f724789dac0b93"},
       }},
      {"archive-copies",
       {
           {"copy", "0e4a4268f92305f18e2aa39381cac730"},
       }},
      {"same-format",
       {
           {"photo", "5c3bf814d91472be4789efc8a715cbef"},
       }},
      {"square-crops",
       {
           {"list", "c16369754c93839406dbc9b843801008"},
           {"product", "9db02ca64ab7f0fe822212222be74fcf"},
       }},
      {"thumbnails-beside",
       {
           {"thumb", "ab9a0047c2b21942c94b0f8c2a0baffa"},
       }},
      {"web-sizes",
       {
           {"fallback", "e7096627e53dde11f06eb1b6694996e0"},
           {"large", "50194e65dfacd0d3285fb142a99ee743"},
           {"medium", "ab4c7763d40ab362183e279012c34e03"},
           {"small", "d7b361bdd399ef56155c736078f6adac"},
       }},
      {"webp-thumbnails",
       {
           {"thumb", "00d99e7c3f5943c1583e3d563207f263"},
           {"thumb-2x", "04cb483c9656c3848b197af17cd279a6"},
       }},
  };
  return golden;
}

Recipe Published(std::string_view name) {
  for (const PublishedRecipe& published : PublishedRecipes()) {
    if (published.name == name) return *ParseRecipe(published.text, name);
  }
  ADD_FAILURE() << "no recipe " << name;
  return {};
}

// As an older program left it: digests, and no text.
LedgerIdentity OldLedger(const Definitions& definitions) {
  LedgerIdentity ledger;
  ledger.migration_id = "m1";
  for (const auto& [name, digest] : definitions) {
    ledger.wanted.push_back({name, *ParseDigest(digest)});
  }
  return ledger;
}

LedgerIdentity LedgerWith(const Recipe& recipe) {
  LedgerIdentity ledger = OldLedger(DefinitionsOf(recipe));
  ledger.recipe_text = PrintRecipe(recipe);
  return ledger;
}

Recipe Own() {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives[0].quality = 77;
  return recipe;
}

TEST(PublishedRecipes, KeepTheDigestsOfAllLedgers) {
  EXPECT_EQ(DefinitionsOf(DefaultRecipe()), Golden().at("default"));
  for (const PublishedRecipe& published : PublishedRecipes()) {
    const Result<Recipe> recipe = ParseRecipe(published.text, published.name);
    ASSERT_TRUE(recipe.ok()) << recipe.failure().detail;
    const auto golden = Golden().find(std::string(published.name));
    ASSERT_NE(golden, Golden().end()) << published.name << ": its digests belong into this test";
    EXPECT_EQ(DefinitionsOf(*recipe), golden->second) << published.name;
  }
  EXPECT_EQ(PublishedRecipes().size() + 1, Golden().size());
}

TEST(LedgerRecipe, IsTheDefaultAtAFirstStart) {
  const Result<ChosenRecipe> chosen = ChooseRecipe("", std::nullopt);
  ASSERT_TRUE(chosen.ok());
  EXPECT_EQ(chosen->recipe, InCanonicalOrder(DefaultRecipe()));
  EXPECT_EQ(chosen->file, "");
  EXPECT_EQ(chosen->note, "");
}

TEST(LedgerRecipe, IsThatOfTheLastRunWhereNoneIsNamed) {
  Recipe recipe = Own();
  recipe.derivatives[1].otherwise = "t/{name}.webp";
  const Result<ChosenRecipe> chosen = ChooseRecipe("", LedgerWith(recipe));
  ASSERT_TRUE(chosen.ok());
  EXPECT_EQ(chosen->recipe, InCanonicalOrder(recipe));
  EXPECT_TRUE(chosen->from_ledger);
  EXPECT_THAT(chosen->note, AllOf(HasSubstr("photo, thumb"), HasSubstr("--recipe=default")));
}

TEST(LedgerRecipe, DefaultIsAWordOfTheFlag) {
  const Result<ChosenRecipe> chosen = ChooseRecipe("default", LedgerWith(Own()));
  ASSERT_TRUE(chosen.ok());
  EXPECT_EQ(chosen->recipe, InCanonicalOrder(DefaultRecipe()));
  EXPECT_FALSE(chosen->from_ledger);
}

TEST(LedgerRecipe, OfAnOlderLedgerIsRecognisedByItsDigests) {
  for (const auto& [name, definitions] : Golden()) {
    const Result<ChosenRecipe> chosen = ChooseRecipe("", OldLedger(definitions));
    ASSERT_TRUE(chosen.ok()) << name << ": " << chosen.failure().detail;
    const Recipe wanted = name == "default" ? DefaultRecipe() : Published(name);
    EXPECT_EQ(chosen->recipe, InCanonicalOrder(wanted)) << name;  // with its `otherwise`
    EXPECT_EQ(chosen->from_ledger, name != "default");
  }
}

TEST(LedgerRecipe, OfAnOlderLedgerThatNobodyKnowsIsAskedForOnce) {
  const Definitions own = DefinitionsOf(Own());
  Definitions renamed = Golden().at("default");
  renamed["picture"] = renamed.at("photo");
  renamed.erase("photo");
  Definitions fewer = Golden().at("default");
  fewer.erase("thumb");
  for (const Definitions& definitions : {own, renamed, fewer}) {
    const Result<ChosenRecipe> chosen = ChooseRecipe("", OldLedger(definitions));
    ASSERT_FALSE(chosen.ok());
    EXPECT_THAT(chosen.failure().detail,
                AllOf(HasSubstr("--recipe=FILE"), HasSubstr("--recipe=default")));
    EXPECT_TRUE(ChooseRecipe("default", OldLedger(definitions)).ok());
  }
}

TEST(LedgerRecipe, OneThatCannotBeReadIsAskedFor) {
  LedgerIdentity ledger = LedgerWith(Own());
  ledger.recipe_text = "derivative { name: \"photo\" nonsense: 1 }";
  const Result<ChosenRecipe> chosen = ChooseRecipe("", ledger);
  ASSERT_FALSE(chosen.ok());
  EXPECT_THAT(chosen.failure().detail, AllOf(HasSubstr("nonsense"), HasSubstr("--recipe=FILE")));
}

}  // namespace
}  // namespace photomill
