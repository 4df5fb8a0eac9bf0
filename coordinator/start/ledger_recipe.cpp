#include "coordinator/start/ledger_recipe.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/os/files.h"
#include "common/wire/recipe_codec.h"
#include "common/wire/recipe_file.h"
#include "coordinator/start/published_recipes.h"

namespace photomill {
namespace {

// Whether the ledger's outputs are those of the recipe: the same names and the same digests. Fields
// that are in no digest (`otherwise`) can differ.
bool IsRecipeOf(const Recipe& recipe, const LedgerIdentity& ledger) {
  if (recipe.derivatives.size() != ledger.wanted.size()) return false;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    const WantedDefinition definition = {recipe.derivatives[i].name, DerivativeDigest(recipe, i)};
    if (std::find(ledger.wanted.begin(), ledger.wanted.end(), definition) == ledger.wanted.end()) {
      return false;
    }
  }
  return true;
}

std::string NamesOf(const Recipe& recipe) {
  std::string names;
  for (const Derivative& derivative : recipe.derivatives) {
    names += (names.empty() ? "" : ", ") + derivative.name;
  }
  return names;
}

ChosenRecipe FromLedger(Recipe recipe, const std::string& which) {
  ChosenRecipe chosen;
  chosen.recipe = InCanonicalOrder(std::move(recipe));
  if (chosen.recipe == InCanonicalOrder(DefaultRecipe())) return chosen;
  chosen.from_ledger = true;
  chosen.note =
      fmt::format("recipe: {}, with {} (change it with --recipe=FILE or --recipe=default)", which,
                  NamesOf(chosen.recipe));
  return chosen;
}

// For a ledger that contains the complete recipe.
Result<ChosenRecipe> ParseLedgerRecipe(const LedgerIdentity& ledger) {
  Result<Recipe> recipe = ParseRecipe(ledger.recipe_text, "the ledger's recipe");
  if (recipe) return FromLedger(*std::move(recipe), "the same as in the last run");
  return Invalid(
      fmt::format("the recipe in the ledger cannot be used ({}): name the recipe of this migration "
                  "with --recipe=FILE, or --recipe=default",
                  recipe.failure().detail));
}

// For a ledger from an older version, which contains only digests.
Result<ChosenRecipe> RecogniseRecipe(const LedgerIdentity& ledger) {
  if (IsRecipeOf(DefaultRecipe(), ledger)) return FromLedger(DefaultRecipe(), "the default");
  for (const PublishedRecipe& published : PublishedRecipes()) {
    Result<Recipe> recipe = ParseRecipe(published.text, published.name);
    if (!recipe || !IsRecipeOf(*recipe, ledger)) continue;
    return FromLedger(
        *std::move(recipe),
        fmt::format("docs/recipes/{}.textproto, which made the ledger's outputs", published.name));
  }
  return Invalid(
      "the ledger of this migration, which an older version wrote, does not have the text of its "
      "recipe: name the recipe once more with --recipe=FILE (the ledger will keep it), or use the "
      "default recipe for everything with --recipe=default");
}

}  // namespace

Result<ChosenRecipe> ChooseRecipe(const std::string& flag,
                                  const std::optional<LedgerIdentity>& ledger) {
  if (flag.empty() && ledger && !ledger->recipe_text.empty()) return ParseLedgerRecipe(*ledger);
  if (flag.empty() && ledger && !ledger->wanted.empty()) return RecogniseRecipe(*ledger);
  Result<Recipe> recipe = LoadRecipe(flag);
  if (!recipe) return recipe.failure();
  ChosenRecipe chosen;
  chosen.recipe = *std::move(recipe);
  if (flag.empty() || flag == kDefaultRecipeWord) return chosen;
  Result<std::string> file = AbsolutePath(flag);
  if (!file) return file.failure();
  chosen.file = *std::move(file);
  return chosen;
}

}  // namespace photomill
