#include "coordinator/ledger/sqlite/reading.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "common/base/text.h"
#include "coordinator/ledger/sqlite/schema.h"

namespace photomill {

Result<std::unique_ptr<Database>> OpenForReading(const std::string& state_folder) {
  const std::string path = state_folder + "/ledger.db";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return Invalid("there is no ledger in " + Escaped(state_folder) +
                   ": set --state to the state directory of a run (default: "
                   "DST/.photomill)");
  }
  Result<std::unique_ptr<Database>> opened = Database::OpenReadOnly(path);
  if (!opened) return opened;
  if (Status known = CheckSchema(**opened, SchemaSteps()); !known) return known.failure();
  if ((*opened)->Number("PRAGMA user_version") == 0 && !(*opened)->failure()) {
    return Invalid(fmt::format(
        "no run has begun in {} yet: its ledger is being created; try again in a moment",
        Escaped(state_folder)));
  }
  return opened;
}

}  // namespace photomill
