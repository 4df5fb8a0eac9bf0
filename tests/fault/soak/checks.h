// The checks after every round, whatever happened in it.
#pragma once

#include <map>
#include <string>

#include "tests/fault/soak/library_model.h"
#include "tests/fault/soak/machines.h"
#include "tests/fault/soak/tally.h"

namespace photomill::test {

// Whether every source is in the ledger in its expected state. The only other state allowed is that
// of a file that need not be settled because it changed during the run.
[[nodiscard]] bool LedgerIsSettled(const Machines& machines, const LibraryModel& library);

// Checks ledger, tree and processes; fails the test if one is wrong. `attempts`: those of the
// sources that were done before the round.
void CheckRound(const Machines& machines, const LibraryModel& library, const TestFolder& folder,
                const std::map<std::string, int64_t>& attempts, Tally& tally);

}  // namespace photomill::test
