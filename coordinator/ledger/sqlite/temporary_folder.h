// Where SQLite puts sorted lists and other temporary files: not into the ledger's folder. Internal
// to coordinator/ledger/sqlite. Any thread may call this, as long as none changes the environment.
#pragma once

#include <string>

#include "common/base/result.h"

namespace photomill {

// The folder that SQLite chooses at the moment. Nothing tells it except a repetition of its rules.
std::string TemporaryFolder();

// A temporary file could not be made or could not grow. `message` is SQLite's.
Failure FullTemporaryFolder(const std::string& message);

}  // namespace photomill
