// What has to hold after every round, whatever happened in it.
#pragma once

#include <map>
#include <string>

#include "tests/fault/soak/library_model.h"
#include "tests/fault/soak/machines.h"
#include "tests/fault/soak/tally.h"

namespace photomill::test {

// Every source is in the ledger in the state that it has to have; in nothing else than that of a
// file that may not be settled in a run in which it moved.
[[nodiscard]] bool LedgerIsSettled(const Machines& machines, const LibraryModel& library);

// Ledger, tree and processes are right; fails the test where not. `attempts`: those of the sources
// that were done before the round.
void CheckRound(const Machines& machines, const LibraryModel& library, const TestFolder& folder,
                const std::map<std::string, int64_t>& attempts, Tally& tally);

}  // namespace photomill::test
