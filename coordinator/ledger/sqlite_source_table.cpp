// Sources: rows by key, by id and in the order of ids. The statements that run once for each
// listed object and each result, prepared once.
#include "coordinator/ledger/sqlite_tables.h"

#define PHOTOMILL_SOURCE_COLUMNS                                                        \
  "id, key, size, mtime_ns, version, state, attempts, crashes, reason, detail, worker," \
  " lacks, recipe, scan"

namespace photomill {
namespace {

// Into a row that is used again and again, so that its texts keep their memory.
void Read(const Execution& execution, SourceRow& row) {
  row.id = SourceId{execution.Number(0)};
  row.key = execution.Text(1);
  row.version.size = static_cast<uint64_t>(execution.Number(2));
  row.version.mtime_ns = execution.Number(3);
  row.version.etag = execution.Text(4);
  // A word that this version does not know was written by hand; the source is looked at anew.
  row.state = ParseState(execution.Text(5)).value_or(SourceState::kPending);
  row.attempts = static_cast<uint32_t>(execution.Number(6));
  row.crashes = static_cast<uint32_t>(execution.Number(7));
  row.reason = ParseReason(execution.Text(8));
  row.detail = execution.Text(9);
  row.worker = execution.Text(10);
  row.lacks = DerivativeSet{static_cast<uint32_t>(execution.Number(11))};
  row.recipe = execution.Number(12);
  row.scan = execution.Number(13);
}

// All columns but id and key, in the table's order.
void BindRest(Execution& execution, const SourceRow& row) {
  execution.Bind(static_cast<int64_t>(row.version.size))
      .Bind(row.version.mtime_ns)
      .Bind(row.version.etag)
      .Bind(StateWord(row.state))
      .Bind(row.attempts)
      .Bind(row.crashes)
      .Bind(row.reason ? ReasonWord(*row.reason) : std::string_view())
      .Bind(row.detail)
      .Bind(row.worker)
      .Bind(row.lacks.bits)
      .Bind(row.recipe)
      .Bind(row.scan);
}

class SqliteSourceTable final : public SourceTable {
 public:
  explicit SqliteSourceTable(Database& database)
      : by_key_(database, "SELECT " PHOTOMILL_SOURCE_COLUMNS " FROM source WHERE key = ?"),
        by_id_(database, "SELECT " PHOTOMILL_SOURCE_COLUMNS " FROM source WHERE id = ?"),
        behind_(database,
                "SELECT " PHOTOMILL_SOURCE_COLUMNS " FROM source WHERE id > ? ORDER BY id"),
        insert_(database, "INSERT INTO source(" PHOTOMILL_SOURCE_COLUMNS
                          ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        update_(database,
                "UPDATE source SET size = ?, mtime_ns = ?, version = ?, state = ?, attempts = ?,"
                " crashes = ?, reason = ?, detail = ?, worker = ?, lacks = ?, recipe = ?, scan = ?"
                " WHERE id = ?"),
        mark_(database, "UPDATE source SET scan = ? WHERE id = ?") {}

  std::optional<SourceRow> FindByKey(std::string_view key) override {
    Execution execution(by_key_);
    return First(execution.Bind(key));
  }

  std::optional<SourceRow> FindById(SourceId id) override {
    Execution execution(by_id_);
    return First(execution.Bind(id.value));
  }

  void Insert(const SourceRow& row) override {
    Execution execution(insert_);
    execution.Bind(row.id.value).Bind(row.key);
    BindRest(execution, row);
    execution.Step();
  }

  void Update(const SourceRow& row) override {
    Execution execution(update_);
    BindRest(execution, row);
    execution.Bind(row.id.value).Step();
  }

  void MarkListed(SourceId id, int64_t run) override {
    Execution(mark_).Bind(run).Bind(id.value).Step();
  }

  bool ReadAfter(SourceId after, const std::function<bool(const SourceRow&)>& visit) override {
    Execution execution(behind_);
    execution.Bind(after.value);
    SourceRow row;
    while (execution.Step()) {
      Read(execution, row);
      if (!visit(row)) return false;
    }
    return true;
  }

 private:
  static std::optional<SourceRow> First(Execution& execution) {
    std::optional<SourceRow> row;
    if (execution.Step()) Read(execution, row.emplace());
    return row;
  }

  Statement by_key_;
  Statement by_id_;
  Statement behind_;
  Statement insert_;
  Statement update_;
  Statement mark_;
};

}  // namespace

std::unique_ptr<SourceTable> MakeSqliteSourceTable(Database& database) {
  return std::make_unique<SqliteSourceTable>(database);
}

}  // namespace photomill
