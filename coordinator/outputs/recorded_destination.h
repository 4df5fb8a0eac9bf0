// Finds the destination of a ledger for commands that look at its files: around the state directory,
// which may have been moved or copied together with it, or where the ledger says. A folder without the
// migration's mark is refused: an unmounted destination would look as if every output was missing.
#pragma once

#include <memory>
#include <string>

#include "common/base/result.h"
#include "common/storage/migration_mark.h"
#include "common/storage/object_store.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/start/destination_identity.h"

namespace photomill {

struct RecordedDestination {
  LedgerIdentity ledger;
  std::string url;
  MigrationMark mark;  // this migration's
  std::string others;  // human-readable: other migrations that write here; empty: none
  std::unique_ptr<ObjectStore> store;
};

Result<RecordedDestination> FindRecordedDestination(const std::string& state_folder);

// Why the folder is not the destination of this ledger; empty if it is.
std::optional<std::string> NotTheDestination(const FoundDestination& found,
                                             const std::string& migration_id,
                                             const DestinationRecord& record);

}  // namespace photomill
