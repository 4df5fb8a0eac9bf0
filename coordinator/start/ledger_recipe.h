// Which recipe a run uses: the one on the command line, or else the previous run's from the ledger,
// or else the default. A forgotten --recipe must never re-encode a whole library.
#pragma once

#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "coordinator/ledger/ledger_reader.h"

namespace photomill {

struct ChosenRecipe {
  Recipe recipe;             // in canonical order
  std::string file;          // absolute; empty: the recipe is the default or the ledger's
  bool from_ledger = false;  // and is in no file
  std::string note{};        // human-readable; empty: nothing to report
};

// `flag` is the value of --recipe: a file, "default", or empty. `ledger` is empty at the first
// start. Fails if the ledger does not contain its recipe and the flag is missing.
Result<ChosenRecipe> ChooseRecipe(const std::string& flag,
                                  const std::optional<LedgerIdentity>& ledger);

}  // namespace photomill
