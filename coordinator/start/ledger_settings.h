// The settings with which a run opens its ledger.
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
  std::vector<std::string> old_notes;  // names of dead engines' notes, which the ledger takes over
};

// The stores in `made` must be open; they and `clock` must outlive the ledger. `before`: the ledger
// as the last run left it.
Result<LedgerSettings> MakeLedgerSettings(const CoordinatorOptions& options,
                                          const Preparation& made,
                                          const std::optional<LedgerIdentity>& before,
                                          const DestinationDecision& decision, const Clock& clock);

}  // namespace photomill
