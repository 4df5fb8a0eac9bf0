// Opening a ledger with a recipe: what changed since the last run, for people, and the ids under
// which this recipe's definitions are recorded. No source or output is touched: an output counts as
// current where its definition is one of these ids, so that going back to an older recipe finds
// what was made for it, too.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// What the rules need to know of the run.
struct RunContext {
  int64_t run = 0;
  int64_t recipe_id = 0;
  Recipe recipe;
  DerivativeSet all;
  std::vector<int64_t> definitions;  // rows of the derivatives' definitions, in the recipe's order
  // Older rows that define the same as derivative `second`, under another name.
  std::vector<std::pair<int64_t, size_t>> renamed;
  // What outputs of wanted derivatives are called: as in the recipe, or as before they were
  // renamed.
  std::vector<std::string> wanted_names;
  // Some claims of this run or of earlier ones are patterns (common/model/key_pattern.h).
  bool claims_patterns = false;
  IntakeRules rules;
  // The destination takes names for one that differ in case or composition: claims are folded.
  bool names_folded = false;
  // By the row of a definition that counts as current: since which run its outputs are wanted.
  std::map<int64_t, int64_t> wanted_since;
  // As in LedgerOptions.
  std::function<Presence(const std::string& key, uint64_t bytes)> look_at_output;
  bool outputs_lost = false;

  // A key as the destination compares it, which is what claims and wishes are made of.
  [[nodiscard]] std::string NameOf(std::string_view key) const;

  // Whether a file that may be the output stands in its place.
  [[nodiscard]] bool IsThere(const OutputRow& output) const;

  // The derivative of this recipe that `output` is a current output of, whatever it was called.
  [[nodiscard]] std::optional<size_t> CurrentDerivative(const OutputRow& output) const;
};

struct RecipeAdoption {
  RunContext context;
  std::vector<std::string> changes;  // one a line, for people; empty at the first run
  bool another_recipe = false;       // than that of the last run
};

// Writes the recipe and its definitions into the book.
RecipeAdoption AdoptRecipe(BookTable& book, const LedgerMemory& memory,
                           const LedgerOptions& options, int64_t run);

}  // namespace photomill
