// Reads outputs source by source, and orphans.
#include "coordinator/ledger/output_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "common/model/name_folding.h"
#include "coordinator/ledger/sqlite/database.h"
#include "coordinator/ledger/sqlite/output_rows.h"
#include "coordinator/ledger/sqlite/reading.h"

namespace photomill {
namespace {

// Sources are read in pages: an open statement would keep the log of a run from being emptied.
constexpr int64_t kPageSources = 10'000;

// What the ledger knows about definitions. There are as many as the recipe ever had.
class Definitions {
 public:
  explicit Definitions(Database& database) {
    Statement derivatives(database, "SELECT id, name, digest, wanted FROM derivative");
    Execution execution(derivatives);
    while (execution.Step()) {
      definitions_[execution.Number(0)] = {
          std::string(execution.Text(1)), std::string(execution.Text(2)), execution.Number(3) != 0};
    }
    Statement recipes(database, "SELECT id, definitions FROM recipe");
    Execution each(recipes);
    while (each.Step()) recipes_[each.Number(0)] = Wanted(each.Text(1));
  }

  // The derivatives of the recipe, among those still wanted, that none of these definitions is.
  [[nodiscard]] std::vector<std::string> Lacking(int64_t recipe,
                                                 const std::vector<int64_t>& made_by) const {
    std::vector<std::string> lacking;
    const auto found = recipes_.find(recipe);
    if (found == recipes_.end()) return lacking;
    for (const int64_t id : found->second) {
      const Definition& wanted = definitions_.at(id);
      const bool is_there = std::any_of(made_by.begin(), made_by.end(), [&](int64_t made) {
        const auto by = definitions_.find(made);
        return by != definitions_.end() && by->second.digest == wanted.digest;
      });
      if (!is_there) lacking.push_back(wanted.name);
    }
    return lacking;
  }

 private:
  struct Definition {
    std::string name;
    std::string digest;
    bool wanted = false;
  };

  // Of ids such as "1,4", those whose derivative is still wanted, in whatever form.
  [[nodiscard]] std::vector<int64_t> Wanted(std::string_view ids) const {
    std::vector<int64_t> wanted;
    while (!ids.empty()) {
      int64_t id = 0;
      std::from_chars(ids.data(), ids.data() + ids.size(), id);
      ids.remove_prefix(std::min(ids.size(), ids.find(',')));
      if (!ids.empty()) ids.remove_prefix(1);
      const auto found = definitions_.find(id);
      if (found != definitions_.end() && IsWanted(found->second)) wanted.push_back(id);
    }
    return wanted;
  }

  [[nodiscard]] bool IsWanted(const Definition& definition) const {
    return std::any_of(definitions_.begin(), definitions_.end(), [&](const auto& other) {
      return other.second.wanted &&
             (other.second.name == definition.name || other.second.digest == definition.digest);
    });
  }

  std::map<int64_t, Definition> definitions_;
  std::map<int64_t, std::vector<int64_t>> recipes_;
};

// Columns of a source, followed by those of one of its outputs and that output's definition.
std::string SourceSql(Database& database) {
  const int64_t schema = database.Number("PRAGMA user_version");
  return fmt::format(
      "SELECT s.id, s.key, s.size, s.state, s.reason, s.recipe, {}, {}, o.made_by FROM source AS s"
      " LEFT JOIN output AS o ON o.source_id = s.id WHERE s.id > ? AND s.id <= ?"
      " ORDER BY s.id, o.derivative",
      schema >= kWholeRecipesSince ? "s.content" : "''", OutputColumns(schema >= kFoundSince));
}

// Collects the rows of one source.
class SourceGroup {
 public:
  SourceGroup(const Definitions& definitions,
              const std::function<bool(const SourceOutputs&)>& visit)
      : definitions_(definitions), visit_(visit) {}

  // Returns false if no more is wanted.
  bool Add(const Execution& row) {
    constexpr int kFirst = 7;
    if (row.Number(0) != source_.id) {
      if (!End()) return false;
      source_.id = row.Number(0);
      source_.key = row.Text(1);
      source_.bytes = static_cast<uint64_t>(row.Number(2));
      source_.state = row.Text(3);
      source_.reason = row.Text(4);
      recipe_ = row.Number(5);
      source_.content = ParseDigest(row.Text(6));
    }
    if (row.IsNull(kFirst)) return true;
    source_.outputs.push_back(ReadOutput(row, kFirst));
    source_.outputs.back().source_key = source_.key;
    made_by_.push_back(row.Number(kFirst + kOutputColumns));
    return true;
  }

  bool End() {
    if (source_.id == 0) return true;
    if (source_.state == "done") source_.lacking = definitions_.Lacking(recipe_, made_by_);
    const bool more = visit_(source_);
    source_ = {};
    made_by_.clear();
    return more;
  }

 private:
  const Definitions& definitions_;
  const std::function<bool(const SourceOutputs&)>& visit_;
  SourceOutputs source_;
  int64_t recipe_ = 0;
  std::vector<int64_t> made_by_;
};

Status StatusOf(const Database& database) {
  return database.failure() ? Status(*database.failure()) : Status();
}

constexpr const char* kOrphanTable = R"sql(
PRAGMA temp.journal_mode = MEMORY;
CREATE TEMP TABLE copied(key TEXT, source INTEGER, source_key TEXT, derivative TEXT, run INTEGER,
                         bytes INTEGER, digest TEXT, gone INTEGER, name TEXT, taken INTEGER);
CREATE INDEX temp.copied_name ON copied(name);
)sql";

std::string OrphanSql(int64_t schema) {
  return fmt::format(
      "SELECT n.key, n.source_id, coalesce(s.key, ''), n.derivative, coalesce(n.run, 0), o.bytes,"
      " coalesce(o.digest, {}, ''), coalesce(s.state = 'gone', 0)"
      " FROM orphan AS n LEFT JOIN source AS s ON s.id = n.source_id"
      " LEFT JOIN output AS o ON o.source_id = n.source_id AND o.derivative = n.derivative"
      " AND o.key = n.key LEFT JOIN replaced AS r ON r.key = n.key AND o.key IS NULL"
      " ORDER BY n.key",
      schema >= kWholeRecipesSince ? "r.digest" : "''");
}

// A temporary table of the orphans, sorted, so that the ledger is not kept open while their files
// are looked at.
class OrphanCopy {
 public:
  explicit OrphanCopy(Database& database)
      : database_(database),
        schema_(database.Number("PRAGMA user_version")),
        folded_(schema_ >= kWholeRecipesSince &&
                database.Word("SELECT names FROM migration") == "folded") {
    database_.Run(kOrphanTable);
    if (Copy()) MarkTaken();
  }

  void Visit(const std::function<bool(const OrphanFile&)>& visit) {
    Statement all(database_,
                  "SELECT key, source, source_key, derivative, run, bytes, digest, gone, taken"
                  " FROM temp.copied ORDER BY rowid");
    Execution execution(all);
    while (execution.Step()) {
      OrphanFile orphan;
      orphan.key = execution.Text(0);
      orphan.source = execution.Number(1);
      orphan.source_key = execution.Text(2);
      orphan.derivative = execution.Text(3);
      orphan.run = execution.Number(4);
      if (!execution.IsNull(5)) orphan.bytes = static_cast<uint64_t>(execution.Number(5));
      orphan.content = ParseDigest(execution.Text(6));
      if (orphan.content == Digest{}) orphan.content.reset();
      orphan.source_gone = execution.Number(7) != 0;
      orphan.taken = execution.Number(8) != 0;
      if (!visit(orphan)) break;
    }
  }

 private:
  // Returns whether there are any.
  bool Copy() {
    Statement insert(database_, "INSERT INTO temp.copied VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0)");
    Statement orphans(database_, OrphanSql(schema_).c_str());
    Execution row(orphans);
    bool any = false;
    while (row.Step()) {
      any = true;
      const std::string name = NameOf(row.Text(0));
      Execution copy(insert);
      copy.Bind(row.Text(0)).Bind(row.Number(1)).Bind(row.Text(2)).Bind(row.Text(3));
      copy.Bind(row.Number(4));
      if (row.IsNull(5)) {
        copy.BindNull();
      } else {
        copy.Bind(row.Number(5));
      }
      copy.Bind(row.Text(6)).Bind(row.Number(7)).Bind(name).Step();
    }
    return any;
  }

  void MarkTaken() {
    Statement mark(database_, "UPDATE temp.copied SET taken = 1 WHERE name = ?");
    Statement outputs(database_, fmt::format("SELECT {} FROM output AS o CROSS JOIN source AS s"
                                             " ON s.id = o.source_id",
                                             OutputColumns(schema_ >= kFoundSince))
                                     .c_str());
    Execution row(outputs);
    while (row.Step()) {
      const RecordedOutput output = ReadOutput(row, 0);
      if (output.standing == OutputStanding::kOrphan) continue;
      const std::string name = NameOf(output.key);
      Execution(mark).Bind(name).Step();
    }
  }

  [[nodiscard]] std::string NameOf(std::string_view key) const {
    return folded_ ? FoldedKey(key) : std::string(key);
  }

  Database& database_;
  const int64_t schema_;
  const bool folded_;  // the destination compares names as FoldedKey does
};

}  // namespace

std::string_view StandingWord(OutputStanding standing) {
  constexpr std::array<std::string_view, kStandingCount> kWords = {"current", "older", "stale",
                                                                   "orphan", "kept"};
  return kWords[static_cast<size_t>(standing)];
}

std::string StandingSql(bool has_found) {
  constexpr std::string_view kWantedNames = "(SELECT name FROM derivative WHERE wanted = 1)";
  constexpr std::string_view kCurrent =
      "(SELECT old.id FROM derivative AS old JOIN derivative AS now"
      " ON old.digest = now.digest AND now.wanted = 1)";
  return fmt::format(
      "CASE WHEN s.state = 'gone' OR (o.derivative NOT IN {0} AND o.made_by NOT IN {1})"
      " THEN iif({2}, 4, 3) WHEN o.made_by IN {1} THEN 0"
      " WHEN o.made_by <> 0 AND s.state = 'done' THEN 1 ELSE 2 END",
      kWantedNames, kCurrent, has_found ? "o.found" : "0");
}

std::string OutputColumns(bool has_found) {
  return fmt::format(
      "o.source_id, o.derivative, o.key, o.bytes, o.width, o.height, o.digest, {}, {}",
      has_found ? "o.found" : "0", StandingSql(has_found));
}

RecordedOutput ReadOutput(const Execution& execution, int first) {
  RecordedOutput output;
  output.source = execution.Number(first);
  output.derivative = execution.Text(first + 1);
  output.key = execution.Text(first + 2);
  output.bytes = static_cast<uint64_t>(execution.Number(first + 3));
  output.width = static_cast<uint32_t>(execution.Number(first + 4));
  output.height = static_cast<uint32_t>(execution.Number(first + 5));
  output.content = ParseDigest(execution.Text(first + 6)).value_or(Digest{});
  output.found = execution.Number(first + 7) != 0;
  const int64_t standing = execution.Number(first + 8);
  if (standing >= 0 && standing < static_cast<int64_t>(kStandingCount)) {
    output.standing = static_cast<OutputStanding>(standing);
  }
  return output;
}

Status VisitSourceOutputs(const std::string& state_folder,
                          const std::function<bool(const SourceOutputs&)>& visit) {
  const Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  const Definitions definitions(database);
  const int64_t last = database.Number("SELECT max(id) FROM source");
  Statement page(database, SourceSql(database).c_str());
  for (int64_t after = 0; after < last && !database.failure(); after += kPageSources) {
    SourceGroup group(definitions, visit);
    Execution execution(page);
    execution.Bind(after).Bind(after + kPageSources);
    while (execution.Step()) {
      if (!group.Add(execution)) return {};
    }
    if (database.failure() || !group.End()) break;
  }
  return StatusOf(database);
}

Status VisitOrphans(const std::string& state_folder,
                    const std::function<bool(const OrphanFile&)>& visit) {
  const Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  OrphanCopy(database).Visit(visit);
  return StatusOf(database);
}

}  // namespace photomill
