// The id of a migration before its ledger is opened for a run: what engines noted in a destination
// is taken into the ledger when it opens, and several migrations may write into one destination.
#pragma once

#include <string>

#include "common/base/result.h"

namespace photomill {

// Empty where there is no ledger in the state folder yet, so that nothing can have been noted.
Result<std::string> ReadMigrationId(const std::string& state_folder);

}  // namespace photomill
