// Failed and quarantined sources become pending again, outside of any run. Used by one thread.
//
// A reopened row has no recipe (SourceRow::recipe is 0), as if it had failed under another one. So
// the intake of the next run treats it like --retry_failed does: it claims its names again, lacks
// what it has no current output of, and forgets attempts and crashes. Until then its claims and
// outputs stay as they are.
#pragma once

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/source_retry.h"

namespace photomill {

// Whether sources in this state can be reopened: failed and quarantined ones.
bool IsRetriable(SourceState state);

// Changes the row of such a source. The caller updates its table and counts.
void ReopenFailed(SourceRow& row, OutputWriter& outputs);

Result<RetryCounts> ReopenSources(LedgerTables& tables, const RetryRequest& request,
                                  const RetryWatch& watch);

}  // namespace photomill
