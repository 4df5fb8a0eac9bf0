// If a destination starts to compare names in another way (because a library was moved to a file
// system that treats "IMG.JPG" and "img.jpg" as the same name, or away from one), every claim is
// recreated from the sources and their outputs. Sources whose outputs became a single file there
// are twins: both are processed again, the later one under another name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

struct ClaimRebuild {
  std::vector<std::string> twins;  // keys of sources, at most kTwinsTold
  int64_t twin_count = 0;
  int64_t own_files = 0;      // own files recorded by the rebuild
  int64_t orphans_taken = 0;  // left-behind files that now belong to a source
};

// Call while the ledger is being opened, before any source is listed.
ClaimRebuild RebuildClaims(LedgerTables& tables, TallyCounter& tally, const RunContext& context);

}  // namespace photomill
