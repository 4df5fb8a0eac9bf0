// A ledger in memory, for tests and simulations. A MemoryDisk outlives the ledger and keeps
// committed data, so that a coordinator can be killed and restarted without a real disk.
#pragma once

#include <memory>

#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/source_retry.h"

namespace photomill {

class MemoryDisk;
std::shared_ptr<MemoryDisk> MakeMemoryDisk();

// Opens the disk's ledger, or creates it. One ledger at a time. A ledger that is destroyed without
// Close() loses its uncommitted changes.
Result<OpenedLedger> OpenMemoryLedger(std::shared_ptr<MemoryDisk> disk,
                                      const LedgerOptions& options);

// RetrySources() for this disk, which no ledger has open.
Result<RetryCounts> RetryMemorySources(std::shared_ptr<MemoryDisk> disk,
                                       const RetryRequest& request);

}  // namespace photomill
