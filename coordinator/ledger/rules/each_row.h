// Walks over whole tables whose rows are changed on the way: a bounded number of rows is read, then
// each of them is visited, then the next are read.
#pragma once

#include <functional>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// Sources that are `wanted`, in the order of their ids.
void EachSource(LedgerTables& tables, const std::function<bool(const SourceRow&)>& wanted,
                const std::function<void(SourceId)>& visit);

// Files that were left behind when derivatives moved to other keys, in the order of their keys.
void EachLeftBehind(LedgerTables& tables,
                    const std::function<void(SourceId, const OwnFile&)>& visit);

}  // namespace photomill
