// The keys of a migration: the coordinator's own pair and the one that its workers share. Made at
// the first start that needs them, kept in the state directory, where only its owner may read them.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/wire/curve.h"

namespace photomill {

struct MigrationKeys {
  CurveKeys server;
  CurveKeys worker;
};

// Those in STATE/keys, made where they are missing. Refused where other users can read them.
// Whoever removes the folder shuts out everybody who has the join file of before.
Result<MigrationKeys> LoadOrMakeKeys(const std::string& state_folder);

}  // namespace photomill
