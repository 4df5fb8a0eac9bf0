// Opens ledger.db for commands that only read. Internal to coordinator/ledger/sqlite.
#pragma once

#include <memory>
#include <string>

#include "common/base/result.h"
#include "coordinator/ledger/sqlite/database.h"

namespace photomill {

// The first schema with `names`, complete recipes, selections and contents.
inline constexpr int64_t kWholeRecipesSince = 4;
// The first schema that counts outputs by their sources' states, and the work of each run.
inline constexpr int64_t kNumbersSince = 5;
// The first schema that knows which files photomill found and did not write.
inline constexpr int64_t kFoundSince = 6;
// The first schema that stores kinds of warnings and workers' standings as values.
inline constexpr int64_t kKindsSince = 7;
// The first schema with the state of the running work, and attempts.
inline constexpr int64_t kProgressSince = 8;

// Fails if there is no ledger, or one that no run has used yet.
Result<std::unique_ptr<Database>> OpenForReading(const std::string& state_folder);

}  // namespace photomill
