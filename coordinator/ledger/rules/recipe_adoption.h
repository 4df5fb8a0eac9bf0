// Opens a ledger with a recipe: the changes since the last run, for users, and the ids of this
// recipe's definitions. Sources and outputs are not changed: an output is current if its definition
// is one of these ids, so a return to an older recipe finds its outputs again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// What the rules must know about the run.
struct RunContext {
  int64_t run = 0;
  int64_t recipe_id = 0;
  Recipe recipe;
  DerivativeSet all;
  std::vector<int64_t> definitions;  // rows of the derivatives' definitions, in the recipe's order
  // Older rows with the same definition as derivative `second`, under another name.
  std::vector<std::pair<int64_t, size_t>> renamed;
  // The names of outputs of wanted derivatives: those in the recipe, and those from before a
  // renaming.
  std::vector<std::string> wanted_names;
  // Some claims, of this run or earlier ones, are patterns (common/model/key_pattern.h).
  bool claims_patterns = false;
  IntakeRules rules;
  // The destination ignores case and Unicode composition in names: claims are folded.
  bool names_folded = false;
  // For each current definition (by row): the run since which its outputs are wanted.
  std::map<int64_t, int64_t> wanted_since;
  // The latest of these, for the derivatives of the recipe.
  int64_t recipe_wanted_since = 0;
  // As in LedgerOptions.
  std::function<Presence(const std::string& key, uint64_t bytes)> look_at_output;
  bool outputs_lost = false;

  // A key in the form in which the destination compares it, which claims and wishes use.
  [[nodiscard]] std::string NameOf(std::string_view key) const;

  // Whether a file that can be the output exists in its place.
  [[nodiscard]] bool IsThere(const OutputRow& output) const;

  // The derivative of this recipe of which `output` is a current output, whatever its earlier name.
  [[nodiscard]] std::optional<size_t> CurrentDerivative(const OutputRow& output) const;
};

struct RecipeAdoption {
  RunContext context;
  std::vector<std::string> changes;  // human-readable, one per line; empty at the first run
  bool another_recipe = false;       // differs from the last run's recipe
};

// Records the recipe and its definitions in the ledger.
RecipeAdoption AdoptRecipe(BookTable& book, const LedgerMemory& memory,
                           const LedgerOptions& options, int64_t run);

}  // namespace photomill
