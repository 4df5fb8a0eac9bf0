// Whether the last run of a state directory is alive. For the commands that read its ledger.
#pragma once

#include <string>

#include "coordinator/report/status/run_status.h"

namespace photomill {

// Merges what an aborted run left in the ledger's log, if this user can write it and no run is
// alive. Otherwise the ledger is only read.
void MendIfFree(const std::string& state);

Liveness FindLiveness(const LedgerSummary& summary, const std::string& state, UnixMillis now);

// The failure for a state directory in which no run has begun.
Failure NoRunYet(const std::string& state);

}  // namespace photomill
