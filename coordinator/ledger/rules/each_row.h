// Iterates over whole tables whose rows change meanwhile: reads a bounded number of rows, visits
// each of them, then reads the next ones.
#pragma once

#include <functional>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// Sources for which `wanted` returns true, in the order of ids.
void EachSource(LedgerTables& tables, const std::function<bool(const SourceRow&)>& wanted,
                const std::function<void(SourceId)>& visit);

// Files that were left behind when derivatives moved to other keys, in key order.
void EachLeftBehind(LedgerTables& tables,
                    const std::function<void(SourceId, const OwnFile&)>& visit);

}  // namespace photomill
