// The files of a ledger in the order of their keys. They are copied once, sorted, into a temporary
// table: the ledger is not kept open while files are read, which can take days.
#include <fmt/core.h>

#include <vector>

#include "common/model/name_folding.h"
#include "coordinator/ledger/output_reader.h"
#include "coordinator/ledger/sqlite/database.h"
#include "coordinator/ledger/sqlite/output_rows.h"
#include "coordinator/ledger/sqlite/reading.h"

namespace photomill {
namespace {

constexpr int64_t kPageFiles = 1024;

// Own files and those that were left behind are known, but nothing is expected of them.
std::string CopySql(int64_t schema) {
  const std::string own = schema >= kWholeRecipesSince
                              ? " UNION ALL SELECT 0, '', key, 0, 0, 0, '', 0, 2 FROM own_file"
                              : "";
  return fmt::format(
      "INSERT INTO temp.recorded SELECT * FROM ("
      "SELECT {} AS standing FROM output AS o CROSS JOIN source AS s ON s.id = o.source_id"
      " UNION ALL SELECT 0, '', key, 0, 0, 0, '', 0, 2 FROM replaced{}) ORDER BY key, standing",
      OutputColumns(schema >= kFoundSince), own);
}

constexpr const char* kTables = R"sql(
PRAGMA temp.journal_mode = MEMORY;
CREATE TEMP TABLE recorded(source INTEGER, derivative TEXT, key TEXT, bytes INTEGER, width INTEGER,
                           height INTEGER, digest TEXT, found INTEGER, standing INTEGER);
CREATE TEMP TABLE unknown(name TEXT PRIMARY KEY, key TEXT, bytes INTEGER) WITHOUT ROWID;
)sql";

class SqliteOutputIndex final : public OutputIndex {
 public:
  explicit SqliteOutputIndex(std::unique_ptr<Database> database)
      : database_(std::move(database)),
        schema_(database_->Number("PRAGMA user_version")),
        folded_(schema_ >= kWholeRecipesSince &&
                database_->Word("SELECT names FROM migration") == "folded") {}

  Status Fill() {
    copied_at_ = database_->Number("PRAGMA data_version");
    database_->Run(kTables);
    database_->Run(CopySql(schema_).c_str());
    next_page_.emplace(*database_,
                       "SELECT *, rowid FROM temp.recorded WHERE rowid > ? ORDER BY rowid LIMIT ?");
    add_unknown_.emplace(*database_, "INSERT OR IGNORE INTO temp.unknown VALUES(?, ?, ?)");
    look_.emplace(*database_,
                  fmt::format("SELECT {}, s.key FROM output AS o JOIN source AS s"
                              " ON s.id = o.source_id WHERE o.source_id = ? AND o.derivative = ?",
                              OutputColumns(schema_ >= kFoundSince))
                      .c_str());
    forget_unknown_.emplace(*database_, "DELETE FROM temp.unknown WHERE name = ?");
    // IsExpected
    expected_ = database_->Number("SELECT count(*) FROM temp.recorded WHERE standing <= 1");
    expected_bytes_ = static_cast<uint64_t>(
        database_->Number("SELECT coalesce(sum(bytes), 0) FROM temp.recorded WHERE standing <= 1"));
    return StatusNow();
  }

  [[nodiscard]] int64_t expected() const override { return expected_; }
  [[nodiscard]] uint64_t expected_bytes() const override { return expected_bytes_; }

  Result<std::optional<RecordedOutput>> Next() override {
    if (at_ == page_.size()) ReadPage();
    if (database_->failure()) return *database_->failure();
    if (at_ == page_.size()) return std::optional<RecordedOutput>();
    return std::optional(std::move(page_[at_++]));
  }

  Result<std::vector<std::optional<RecordedOutput>>> Look(
      const std::vector<const RecordedOutput*>& outputs) override {
    std::vector<std::optional<RecordedOutput>> found(outputs.size());
    // One snapshot: each statement outside of it would lock the ledger and look for its log.
    database_->Begin();
    for (size_t i = 0; i < outputs.size(); ++i) {
      Execution execution(*look_);
      execution.Bind(outputs[i]->source).Bind(outputs[i]->derivative);
      if (!execution.Step()) continue;
      found[i] = ReadOutput(execution, 0);
      found[i]->source_key = execution.Text(kOutputColumns);
    }
    if (database_->failure()) return *database_->failure();
    database_->Rollback();
    return found;
  }

  [[nodiscard]] bool IsUpToDate() override {
    return database_->Number("PRAGMA data_version") == copied_at_;
  }

  Status AddUnknown(std::string_view key, uint64_t bytes) override {
    const std::string name = NameOf(key);
    Execution(*add_unknown_).Bind(name).Bind(key).Bind(static_cast<int64_t>(bytes)).Step();
    any_unknown_ = true;
    return StatusNow();
  }

  Status ForgetUnknown(std::string_view key) override {
    const std::string name = NameOf(key);
    Execution(*forget_unknown_).Bind(name).Step();
    return StatusNow();
  }

  Status ForgetRecorded() override {
    if (!any_unknown_ || (IsUpToDate() && !folded_)) return StatusNow();
    const std::string own =
        schema_ >= kWholeRecipesSince ? " UNION ALL SELECT key FROM own_file" : "";
    Statement all(*database_,
                  ("SELECT key FROM output UNION ALL SELECT key FROM replaced" + own).c_str());
    Execution execution(all);
    while (execution.Step()) {
      const std::string name = NameOf(execution.Text(0));
      Execution(*forget_unknown_).Bind(name).Step();
    }
    return StatusNow();
  }

  Status VisitUnknown(
      const std::function<void(std::string_view key, uint64_t bytes)>& visit) override {
    Statement all(*database_, "SELECT key, bytes FROM temp.unknown ORDER BY name");
    Execution execution(all);
    while (execution.Step()) {
      visit(execution.Text(0), static_cast<uint64_t>(execution.Number(1)));
    }
    return StatusNow();
  }

 private:
  void ReadPage() {
    page_.clear();
    at_ = 0;
    Execution execution(*next_page_);
    execution.Bind(last_row_).Bind(kPageFiles);
    while (execution.Step()) {
      page_.push_back(ReadOutput(execution, 0));
      last_row_ = execution.Number(kOutputColumns);
    }
  }

  [[nodiscard]] std::string NameOf(std::string_view key) const {
    return folded_ ? FoldedKey(key) : std::string(key);
  }

  [[nodiscard]] Status StatusNow() const {
    return database_->failure() ? Status(*database_->failure()) : Status();
  }

  std::unique_ptr<Database> database_;
  const int64_t schema_;
  const bool folded_;  // the destination compares names as FoldedKey does
  // Prepared once the tables exist.
  std::optional<Statement> next_page_;
  std::optional<Statement> add_unknown_;
  std::optional<Statement> forget_unknown_;
  std::optional<Statement> look_;
  int64_t copied_at_ = 0;  // SQLite's number of the ledger's version
  int64_t expected_ = 0;
  uint64_t expected_bytes_ = 0;
  bool any_unknown_ = false;
  std::vector<RecordedOutput> page_;
  size_t at_ = 0;
  int64_t last_row_ = 0;
};

}  // namespace

Result<std::unique_ptr<OutputIndex>> MakeOutputIndex(const std::string& state_folder,
                                                     std::function<bool()> stops) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  if (stops) (*opened)->StopWhen(std::move(stops));
  auto index = std::make_unique<SqliteOutputIndex>(*std::move(opened));
  if (Status filled = index->Fill(); !filled) return filled.failure();
  return std::unique_ptr<OutputIndex>(std::move(index));
}

}  // namespace photomill
