// Opening ledger.db: settings of the connection, a look for damage, the schema.
#include <filesystem>

#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/schema.h"
#include "coordinator/ledger/sqlite_tables.h"
#include "coordinator/ledger/table_ledger.h"

namespace photomill {
namespace {

// Above this a full check takes longer than a user should wait at each start; damage in a larger
// ledger is found when the page is read.
constexpr int64_t kCheckedBytesMax = 64 * 1024 * 1024;

// synchronous=FULL: a commit that was reported is on the disk. The page cache is bounded, because
// the coordinator's memory must not grow with the library; the system caches the rest.
constexpr const char* kSettings = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -24576;
)sql";

// The log of a killed run is worked in first: only then does the file have its proper length.
Status LookForDamage(Database& database) {
  const int64_t busy = database.Number("PRAGMA wal_checkpoint(TRUNCATE)");
  const int64_t expected =
      database.Number("PRAGMA page_count") * database.Number("PRAGMA page_size");
  if (database.failure()) return *database.failure();
  std::error_code error;
  const uintmax_t found = std::filesystem::file_size(database.path(), error);
  if (busy == 0 && !error && static_cast<int64_t>(found) != expected) {
    return DamagedLedger(database.path(), "it has " + std::to_string(found) + " bytes instead of " +
                                              std::to_string(expected));
  }
  if (expected > kCheckedBytesMax) return {};
  const std::string verdict = database.Word("PRAGMA quick_check(1)");
  if (database.failure()) return *database.failure();
  if (verdict != "ok") return DamagedLedger(database.path(), verdict);
  return {};
}

Status Prepare(Database& database) {
  // Another program's database is refused before anything in it is changed.
  if (Status status = CheckSchema(database, SchemaSteps()); !status) return status;
  database.Run(kSettings);
  if (Status status = LookForDamage(database); !status) return status;
  if (Status status = BringSchemaUpToDate(database, SchemaSteps()); !status) return status;
  if (database.failure()) return *database.failure();
  return {};
}

}  // namespace

Result<OpenedLedger> OpenSqliteLedger(const std::string& state_dir, const LedgerOptions& options) {
  Result<std::unique_ptr<Database>> database = Database::Open(state_dir + "/ledger.db");
  if (!database) return database.failure();
  if (Status status = Prepare(**database); !status) return status.failure();
  std::string new_migration_id = (*database)->Word("SELECT lower(hex(randomblob(16)))");
  return OpenTableLedger(MakeSqliteTables(std::move(database).value()), options,
                         std::move(new_migration_id));
}

}  // namespace photomill
