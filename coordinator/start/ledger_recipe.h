// Which recipe a run works by: the one that the command line names, else the one that the ledger
// has from the run before, else the default. A forgotten --recipe must never make a library again.
#pragma once

#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "coordinator/ledger/ledger_reader.h"

namespace photomill {

struct ChosenRecipe {
  Recipe recipe;             // in canonical order
  std::string file;          // absolute; empty: the recipe is the default, or the ledger's
  bool from_ledger = false;  // and no file holds it
  std::string note{};        // for people; empty: nothing to tell
};

// `flag` is --recipe as it was given: a file, "default", or empty. `ledger` is empty at the first
// start. Fails where the ledger does not tell its recipe and the flag is needed.
Result<ChosenRecipe> ChooseRecipe(const std::string& flag,
                                  const std::optional<LedgerIdentity>& ledger);

}  // namespace photomill
