// What the ledger of a run is opened with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/os/clock.h"
#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/start/destination_identity.h"
#include "coordinator/start/preparation.h"

namespace photomill {

struct LedgerSettings {
  LedgerOptions options;
  std::vector<std::string> old_notes;  // of dead engines, by their names: the ledger takes them in
};

// `made` has its stores by now; they and `clock` outlive the ledger. `before`: the ledger as the
// last run left it.
Result<LedgerSettings> MakeLedgerSettings(const CoordinatorOptions& options,
                                          const Preparation& made,
                                          const std::optional<LedgerIdentity>& before,
                                          const DestinationDecision& decision, const Clock& clock);

}  // namespace photomill
