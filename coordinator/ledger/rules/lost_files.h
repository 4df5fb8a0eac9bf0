// A destination that lost its files (--new_destination). Those that the recipe wants are asked for
// when their sources are listed; the others, of older recipes and of gone sources, would stay
// recorded for ever and keep their names from other sources: they are forgotten here, unless
// something still stands in their place.
#pragma once

#include <cstdint>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

// How many were forgotten of the files that were left behind, and of those that no output tells.
struct LostFiles {
  int64_t replaced = 0;
  int64_t own_files = 0;
};

// While the ledger is opened, before any source is listed.
LostFiles ForgetLostFiles(LedgerTables& tables, TallyCounter& tally, const RunContext& context);

}  // namespace photomill
