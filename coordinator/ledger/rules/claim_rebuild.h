// When a destination turns out to compare names in another way than it did before (a library moved
// to a file system that takes "IMG.JPG" and "img.jpg" for one name, or away from one), every claim
// is made anew from the sources and their outputs. Sources whose outputs have been one file there
// are twins: both are to be made again, the later one under another name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

struct ClaimRebuild {
  std::vector<std::string> twins;  // keys of sources, kTwinsTold at the most
  int64_t twin_count = 0;
  int64_t own_files = 0;      // that were noted
  int64_t orphans_taken = 0;  // files that were left behind, and are a source's by now
};

// While the ledger is opened, before any source is listed.
ClaimRebuild RebuildClaims(LedgerTables& tables, TallyCounter& tally, const RunContext& context);

}  // namespace photomill
