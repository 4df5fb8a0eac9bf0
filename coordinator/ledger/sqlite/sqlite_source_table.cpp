// Sources: rows by key, by id and in the order of ids. The statements that run once per listed
// object or result are prepared once.

#include "coordinator/ledger/sqlite/source_columns.h"
#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

// Texts bound without a copy, which must exist until the statement is executed.
struct RowTexts {
  explicit RowTexts(const SourceRow& row)
      : content(row.content == Digest{} ? std::string() : ToHex(row.content)),
        warnings(WarningWords(row.warnings)) {}
  std::string content;
  std::string warnings;
};

// All columns except id and key, in the table's order.
void BindRest(Execution& execution, const SourceRow& row, const RowTexts& texts) {
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
      .Bind(row.scan)
      .Bind(row.first_scan)
      .Bind(texts.content)
      .Bind(FileFormatWord(row.format))
      .Bind(row.revision)
      .Bind(row.otherwise.bits)
      .Bind(WaitsWord(row.waits))
      .Bind(row.outputs)
      .Bind(row.decided)
      .Bind(texts.warnings)
      .Bind(row.decided_at);
  for (const uint64_t time : row.times.microseconds) execution.Bind(static_cast<int64_t>(time));
}

class SqliteSourceTable final : public SourceTable {
 public:
  explicit SqliteSourceTable(Database& database)
      : by_key_(database, "SELECT " PHOTOMILL_SOURCE_COLUMNS " FROM source WHERE key = ?"),
        by_id_(database, "SELECT " PHOTOMILL_SOURCE_COLUMNS " FROM source WHERE id = ?"),
        behind_(database,
                "SELECT " PHOTOMILL_SOURCE_COLUMNS " FROM source WHERE id > ? ORDER BY id"),
        failed_(database, "SELECT " PHOTOMILL_SOURCE_COLUMNS
                          " FROM source WHERE id > ? AND id <= ?"
                          " AND state IN ('failed', 'quarantined') ORDER BY id"),
        insert_(database, "INSERT INTO source(" PHOTOMILL_SOURCE_COLUMNS
                          ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                          " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        update_(database,
                "UPDATE source SET size = ?, mtime_ns = ?, version = ?, state = ?, attempts = ?,"
                " crashes = ?, reason = ?, detail = ?, worker = ?, lacks = ?, recipe = ?, scan = ?,"
                " first_scan = ?, content = ?, format = ?, revision = ?, otherwise = ?, waits = ?,"
                " outputs = ?, decided = ?, warnings = ?, decided_at = ?, queue_us = ?,"
                " fetch_us = ?, decode_us = ?, derive_us = ?, encode_us = ?, publish_us = ?"
                " WHERE id = ?"),
        mark_(database, "UPDATE source SET scan = ? WHERE id = ?"),
        within_(database, "SELECT " PHOTOMILL_SOURCE_COLUMNS
                          " FROM source WHERE key >= ? AND key < ? ORDER BY key"),
        database_(database) {}

  std::optional<SourceRow> FindByKey(std::string_view key) override {
    Execution execution(by_key_);
    return First(execution.Bind(key));
  }

  std::optional<SourceRow> FindById(SourceId id) override {
    Execution execution(by_id_);
    return First(execution.Bind(id.value));
  }

  void Insert(const SourceRow& row) override {
    const RowTexts texts(row);
    Execution execution(insert_);
    execution.Bind(row.id.value).Bind(row.key);
    BindRest(execution, row, texts);
    execution.Step();
  }

  void Update(const SourceRow& row) override {
    const RowTexts texts(row);
    Execution execution(update_);
    BindRest(execution, row, texts);
    execution.Bind(row.id.value).Step();
  }

  void MarkListed(SourceId id, int64_t run) override {
    Execution(mark_).Bind(run).Bind(id.value).Step();
  }

  bool ReadAfter(SourceId after, const std::function<bool(const SourceRow&)>& visit) override {
    Execution execution(behind_);
    execution.Bind(after.value);
    return VisitAll(execution, visit);
  }

  bool ReadFailed(SourceId after, SourceId through,
                  const std::function<bool(const SourceRow&)>& visit) override {
    Execution execution(failed_);
    execution.Bind(after.value).Bind(through.value);
    return VisitAll(execution, visit);
  }

  void ReadWithin(const std::pair<std::string, std::string>& range,
                  const std::function<bool(const SourceRow&)>& visit) override {
    Execution execution(within_);
    execution.Bind(range.first).Bind(range.second);
    (void)VisitAll(execution, visit);
  }

  void PrepareSizes() override {
    database_.Run("CREATE INDEX IF NOT EXISTS source_size ON source(size)");
    of_size_.emplace(database_, "SELECT " PHOTOMILL_SOURCE_COLUMNS " FROM source WHERE size = ?");
  }

  void ReadOfSize(uint64_t size, const std::function<bool(const SourceRow&)>& visit) override {
    Execution execution(*of_size_);
    execution.Bind(static_cast<int64_t>(size));
    (void)VisitAll(execution, visit);
  }

  void ForgetSizes() override {
    of_size_.reset();
    database_.Run("DROP INDEX IF EXISTS source_size");
  }

 private:
  static std::optional<SourceRow> First(Execution& execution) {
    std::optional<SourceRow> row;
    if (execution.Step()) ReadSourceRow(execution, row.emplace());
    return row;
  }

  // Returns whether `visit` saw all rows.
  static bool VisitAll(Execution& execution, const std::function<bool(const SourceRow&)>& visit) {
    SourceRow row;
    while (execution.Step()) {
      ReadSourceRow(execution, row);
      if (!visit(row)) return false;
    }
    return true;
  }

  Statement by_key_;
  Statement by_id_;
  Statement behind_;
  Statement failed_;
  Statement insert_;
  Statement update_;
  Statement mark_;
  Statement within_;
  Database& database_;
  std::optional<Statement> of_size_;
};

}  // namespace

std::unique_ptr<SourceTable> MakeSqliteSourceTable(Database& database) {
  return std::make_unique<SqliteSourceTable>(database);
}

}  // namespace photomill
