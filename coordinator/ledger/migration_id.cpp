#include "coordinator/ledger/migration_id.h"

#include <sys/stat.h>

#include <cerrno>
#include <memory>

#include "coordinator/ledger/database.h"

namespace photomill {

Result<std::string> ReadMigrationId(const std::string& state_folder) {
  const std::string path = state_folder + "/ledger.db";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 && errno == ENOENT) return std::string();
  Result<std::unique_ptr<Database>> database = Database::OpenReadOnly(path);
  if (!database) return database.failure();
  // A file that was made, and nothing more, has no tables.
  if ((*database)->Number("SELECT count(*) FROM sqlite_schema WHERE name = 'migration'") == 0) {
    if ((*database)->failure()) return *(*database)->failure();
    return std::string();
  }
  std::string id = (*database)->Word("SELECT id FROM migration");
  if ((*database)->failure()) return *(*database)->failure();
  return id;
}

}  // namespace photomill
