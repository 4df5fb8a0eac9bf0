// Whether the last run of a state directory is alive. For the commands that read its ledger.
#pragma once

#include <string>

#include "coordinator/report/status/run_status.h"

namespace photomill {

// What the ledger says about its last run. First merges what an aborted run left in the ledger's
// log, if this user can write it and no run is alive. Fails if no run has begun.
Result<LedgerSummary> ReadLastRun(const std::string& state);

Liveness FindLiveness(const LedgerSummary& summary, const std::string& state, UnixMillis now);

}  // namespace photomill
