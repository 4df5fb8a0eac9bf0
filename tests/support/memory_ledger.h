// A ledger in memory, for tests and simulations. A MemoryDisk outlives the ledger and keeps what
// was committed, so that a coordinator can be killed and started again without a real disk.
#pragma once

#include <memory>

#include "coordinator/ledger/ledger.h"

namespace photomill {

class MemoryDisk;
std::shared_ptr<MemoryDisk> MakeMemoryDisk();

// Opens what is on the disk, or makes it. One ledger at a time. A ledger that goes out of scope
// without Close() loses what it had not committed.
Result<OpenedLedger> OpenMemoryLedger(std::shared_ptr<MemoryDisk> disk,
                                      const LedgerOptions& options);

}  // namespace photomill
