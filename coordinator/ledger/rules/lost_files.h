// For a destination that lost its files (--new_destination). Outputs that the recipe wants are
// checked when their sources are listed. Others, of older recipes and of gone sources, would stay
// recorded for ever and block their names for other sources. They are forgotten here, unless
// something still exists in their place.
#pragma once

#include <cstdint>
#include <string>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

// How many left-behind files and own files were forgotten.
struct LostFiles {
  int64_t replaced = 0;
  int64_t own_files = 0;
};

// Call while the ledger is being opened, before any source is listed.
LostFiles ForgetLostFiles(LedgerTables& tables, TallyCounter& tally, const RunContext& context);

// The same for one orphan, of which the caller knows that its file is gone.
void ForgetLostFile(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
                    SourceId source, const std::string& key);

}  // namespace photomill
