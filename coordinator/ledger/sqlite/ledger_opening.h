// Opens a ledger for programs that only read it. Internal to coordinator/ledger/sqlite.
#pragma once

#include <memory>
#include <string>

#include "coordinator/ledger/sqlite/database.h"

namespace photomill {

// Fails with a remedy if there is no ledger, or one that this version cannot read.
Result<std::unique_ptr<Database>> OpenForReading(const std::string& state_folder);

}  // namespace photomill
