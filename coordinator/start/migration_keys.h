// The keys of a migration: the coordinator's own pair, the pair that its workers share, and the pair
// of those who may steer its runs. Created
// at the first start that needs them, and kept in the state directory, readable only by the owner.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/wire/curve.h"

namespace photomill {

struct MigrationKeys {
  CurveKeys server;
  CurveKeys worker;
  CurveKeys admin;
};

// Returns the keys in STATE/keys, and creates missing ones. Fails if other users can read them.
// Removing the directory invalidates all existing join files.
Result<MigrationKeys> LoadOrMakeKeys(const std::string& state_folder);

}  // namespace photomill
