// Opens ledger.db for a run or for changes outside a run: connection settings, a check for damage,
// the schema.
#include <fmt/core.h>

#include <filesystem>

#include "common/base/text.h"
#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/output_editor.h"
#include "coordinator/ledger/rules/plausible.h"
#include "coordinator/ledger/rules/source_reopening.h"
#include "coordinator/ledger/rules/table_ledger.h"
#include "coordinator/ledger/rules/table_output_editor.h"
#include "coordinator/ledger/sqlite/reading.h"
#include "coordinator/ledger/sqlite/schema.h"
#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

// For a larger ledger a full check would delay each start too much; damage is then found when the
// page is read.
constexpr int64_t kCheckedBytesMax = 64 * 1024 * 1024;

// synchronous=FULL: a reported commit is on disk. The page cache is limited, because the
// coordinator's memory must not grow with the library; the operating system caches the rest.
constexpr const char* kSettings = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -24576;
)sql";

// Whether a killed run left a log next to the file that must be merged into it.
bool HasLog(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path + "-wal", error) ||
         std::filesystem::exists(path + "-journal", error);
}

// SQLite accepts a truncated last page: it reads zeros for the missing bytes.
Status CheckLength(Database& database) {
  const int64_t expected =
      database.Number("PRAGMA page_count") * database.Number("PRAGMA page_size");
  if (database.failure()) return *database.failure();
  std::error_code error;
  const auto found = static_cast<int64_t>(std::filesystem::file_size(database.path(), error));
  if (error || found == expected) return {};
  return DamagedLedger(database.path(),
                       fmt::format("it has {} bytes instead of {}", found, expected));
}

Status CheckPages(Database& database) {
  const int64_t bytes = database.Number("PRAGMA page_count") * database.Number("PRAGMA page_size");
  if (!database.failure() && bytes > kCheckedBytesMax) return {};
  const std::string verdict = database.Word("PRAGMA quick_check(1)");
  if (database.failure()) return *database.failure();
  return verdict == "ok" ? Status() : DamagedLedger(database.path(), verdict);
}

// Writes nothing before the file has proved to be a sound ledger.
Status Prepare(Database& database) {
  const bool has_log = HasLog(database.path());
  if (Status status = CheckSchema(database, SchemaSteps()); !status) return status;
  if (!has_log) {
    if (Status status = CheckLength(database); !status) return status;
  }
  if (Status status = CheckPages(database); !status) return status;
  database.Run(kSettings);
  // The file has its correct length only after its log has been merged.
  if (has_log && database.Number("PRAGMA wal_checkpoint(TRUNCATE)") == 0) {
    if (Status status = CheckLength(database); !status) return status;
  }
  if (Status status = BringSchemaUpToDate(database, SchemaSteps()); !status) return status;
  return database.failure() ? Status(*database.failure()) : Status();
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

Result<RetryCounts> RetrySources(const std::string& state_dir, const RetryRequest& request,
                                 const RetryWatch& watch) {
  Result<std::unique_ptr<Database>> database = Database::Open(state_dir + "/ledger.db");
  if (!database) return database.failure();
  if (Status status = Prepare(**database); !status) return status.failure();
  const std::unique_ptr<LedgerTables> tables = MakeSqliteTables(std::move(database).value());
  Result<RetryCounts> counts = ReopenSources(*tables, request, watch);
  tables->Close();
  return counts;
}

Result<std::unique_ptr<OutputEditor>> OpenOutputEditor(const std::string& state_folder,
                                                       const Recipe& recipe) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  const auto newest = static_cast<int64_t>(SchemaSteps().size());
  if ((*opened)->Number("PRAGMA user_version") < newest) {
    return Invalid(
        fmt::format("the ledger {} was last used by an older version: first start a run with this "
                    "version, which brings it up to date",
                    Escaped((*opened)->path())));
  }
  opened->reset();
  Result<std::unique_ptr<Database>> database = Database::Open(state_folder + "/ledger.db");
  if (!database) return database.failure();
  if (Status status = Prepare(**database); !status) return status.failure();
  const int64_t last_recipe =
      (*database)->Number("SELECT recipe FROM run ORDER BY id DESC LIMIT 1");
  std::unique_ptr<LedgerTables> tables = MakeSqliteTables(*std::move(database));
  LedgerMemory memory = tables->book().Load();
  if (tables->failure()) return *tables->failure();
  if (const std::optional<std::string> damage = FindDamage(memory)) return tables->Damaged(*damage);
  return std::unique_ptr<OutputEditor>(std::make_unique<TableOutputEditor>(
      std::move(tables), std::move(memory), recipe, last_recipe));
}

}  // namespace photomill
