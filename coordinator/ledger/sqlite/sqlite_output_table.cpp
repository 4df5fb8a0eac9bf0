// Outputs, and replaced files that were left behind.
#include <array>
#include <tuple>

#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

class SqliteOutputTable final : public OutputTable {
 public:
  explicit SqliteOutputTable(Database& database)
      : database_(database),
        of_(database,
            "SELECT derivative, made_by, key, bytes, width, height, digest, revision, found"
            " FROM output WHERE source_id = ?"),
        put_(database,
             "INSERT OR REPLACE INTO output"
             "(source_id, derivative, made_by, key, bytes, width, height, digest, revision, found)"
             " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        erase_(database, "DELETE FROM output WHERE source_id = ? AND derivative = ?"),
        add_replaced_(database,
                      "INSERT OR REPLACE INTO replaced(key, source_id, derivative, run, digest)"
                      " VALUES(?, ?, ?, ?, ?)"),
        erase_replaced_(database, "DELETE FROM replaced WHERE key = ? RETURNING 1"),
        find_replaced_(database, "SELECT digest FROM replaced WHERE key = ?"),
        add_own_(database, "INSERT OR IGNORE INTO own_file(name, digest, key) VALUES(?, ?, ?)"),
        own_within_(database, "SELECT key, digest FROM own_file WHERE name >= ? AND name < ?"),
        erase_own_(database, "DELETE FROM own_file WHERE name = ? RETURNING 1") {}

  std::vector<OutputRow> Of(SourceId source) override {
    std::vector<OutputRow> rows;
    Execution execution(of_);
    execution.Bind(source.value);
    while (execution.Step()) {
      OutputRow& row = rows.emplace_back();
      row.derivative = execution.Text(0);
      row.made_by = execution.Number(1);
      row.key = execution.Text(2);
      row.bytes = static_cast<uint64_t>(execution.Number(3));
      row.width = static_cast<uint32_t>(execution.Number(4));
      row.height = static_cast<uint32_t>(execution.Number(5));
      row.content = ParseDigest(execution.Text(6)).value_or(Digest{});
      row.revision = static_cast<uint32_t>(execution.Number(7));
      row.found = execution.Number(8) != 0;
    }
    return rows;
  }

  void Put(SourceId source, const OutputRow& row) override {
    const std::string digest = ToHex(row.content);
    Execution execution(put_);
    execution.Bind(source.value)
        .Bind(row.derivative)
        .Bind(row.made_by)
        .Bind(row.key)
        .Bind(static_cast<int64_t>(row.bytes))
        .Bind(row.width)
        .Bind(row.height)
        .Bind(digest)
        .Bind(row.revision)
        .Bind(static_cast<int64_t>(row.found))
        .Step();
  }

  void Erase(SourceId source, std::string_view derivative) override {
    Execution(erase_).Bind(source.value).Bind(derivative).Step();
  }

  void AddReplaced(SourceId source, const OutputRow& row, int64_t run) override {
    const std::string digest = ToHex(row.content);
    Execution execution(add_replaced_);
    execution.Bind(row.key).Bind(source.value).Bind(row.derivative).Bind(run).Bind(digest).Step();
  }

  bool EraseReplaced(std::string_view key) override {
    Execution execution(erase_replaced_);
    return execution.Bind(key).Step();
  }

  std::optional<Digest> FindReplaced(std::string_view key) override {
    Execution execution(find_replaced_);
    if (!execution.Bind(key).Step()) return std::nullopt;
    return ParseDigest(execution.Text(0)).value_or(Digest{});
  }

  // A file with the same content under another spelling of the name is kept as it is.
  void AddOwnFile(std::string_view name, const OwnFile& file) override {
    const std::string digest = ToHex(file.content);
    Execution(add_own_).Bind(name).Bind(digest).Bind(file.key).Step();
  }

  std::vector<OwnFile> OwnFilesWithin(const std::pair<std::string, std::string>& range) override {
    std::vector<OwnFile> files;
    Execution execution(own_within_);
    execution.Bind(range.first).Bind(range.second);
    while (execution.Step()) {
      files.push_back(
          {std::string(execution.Text(0)), ParseDigest(execution.Text(1)).value_or(Digest{})});
    }
    return files;
  }

  void RenameOwnFiles(const std::function<std::string(std::string_view)>& name_of) override {
    Statement page(database_,
                   "SELECT name, digest, key FROM own_file WHERE (name, digest) > (?, ?)"
                   " ORDER BY name, digest LIMIT 10000");
    Statement erase(database_, "DELETE FROM own_file WHERE name = ? AND digest = ?");
    std::string after_name;
    std::string after_digest;
    for (bool more = true; more;) {
      std::vector<std::array<std::string, 3>> rows;
      {
        Execution execution(page);
        execution.Bind(after_name).Bind(after_digest);
        while (execution.Step()) {
          rows.push_back({std::string(execution.Text(0)), std::string(execution.Text(1)),
                          std::string(execution.Text(2))});
        }
      }
      more = !rows.empty();
      for (const auto& [name, digest, key] : rows) {
        const std::string now = name_of(key);
        if (now == name) continue;
        Execution(erase).Bind(name).Bind(digest).Step();
        Execution(add_own_).Bind(now).Bind(digest).Bind(key).Step();
      }
      if (more) std::tie(after_name, after_digest) = std::tie(rows.back()[0], rows.back()[1]);
    }
  }

  bool ReadReplaced(std::string_view after,
                    const std::function<bool(SourceId, const OwnFile&)>& visit) override {
    Statement behind(database_,
                     "SELECT source_id, key, digest FROM replaced WHERE key > ? ORDER BY key");
    Execution execution(behind);
    execution.Bind(after);
    while (execution.Step()) {
      const OwnFile file{std::string(execution.Text(1)),
                         ParseDigest(execution.Text(2)).value_or(Digest{})};
      if (!visit(SourceId{execution.Number(0)}, file)) return false;
    }
    return true;
  }

  int64_t EraseOwnFiles(std::string_view name) override {
    Execution execution(erase_own_);
    execution.Bind(name);
    int64_t erased = 0;
    while (execution.Step()) ++erased;
    return erased;
  }

 private:
  Database& database_;
  Statement of_;
  Statement put_;
  Statement erase_;
  Statement add_replaced_;
  Statement erase_replaced_;
  Statement find_replaced_;
  Statement add_own_;
  Statement own_within_;
  Statement erase_own_;
};

}  // namespace

std::unique_ptr<OutputTable> MakeSqliteOutputTable(Database& database) {
  return std::make_unique<SqliteOutputTable>(database);
}

}  // namespace photomill
