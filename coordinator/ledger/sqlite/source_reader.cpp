// Reads one source, and whose an output is, from ledger.db of any schema.
#include "coordinator/ledger/source_reader.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/model/name_folding.h"
#include "coordinator/ledger/sqlite/reading.h"
#include "coordinator/ledger/sqlite/source_columns.h"

namespace photomill {
namespace {

constexpr int64_t kOutputRevisionsSince = 4;
constexpr int64_t kNamesSince = 4;
constexpr int64_t kTurnsSince = 6;  // waiters in this form

// Ids examined between two calls of the watch. In a damaged ledger, ids can be far apart.
constexpr int64_t kSliceMin = 200'000;
constexpr int64_t kSlicesMax = 1000;

int64_t SchemaOf(Database& database) {
  return database.Number("PRAGMA user_version");
}

std::optional<SourceRow> FindSource(Database& database, std::string_view key) {
  const std::string sql =
      "SELECT " + SourceColumnsOf(SchemaOf(database)) + " FROM source WHERE key = ?";
  Statement statement(database, sql.c_str());
  Execution execution(statement);
  execution.Bind(key);
  std::optional<SourceRow> row;
  if (execution.Step()) ReadSourceRow(execution, row.emplace());
  return row;
}

// A definition that another one with the same digest replaced has only got another name.
OutputFate FateOf(const Execution& execution, const SourceRow& source, const OutputRow& output) {
  if (source.state == SourceState::kGone && !output.found) return OutputFate::kOrphan;
  const bool definition_wanted = execution.Number(9) != 0;
  const bool name_wanted = execution.Number(10) != 0;
  if (output.made_by != 0 && definition_wanted) return OutputFate::kCurrent;
  return name_wanted ? OutputFate::kToBeReplaced : OutputFate::kNotWanted;
}

std::vector<OutputAccount> ReadOutputs(Database& database, const SourceRow& source) {
  const int64_t schema = SchemaOf(database);
  const std::string sql = fmt::format(
      "SELECT derivative, made_by, key, bytes, width, height, digest, {}, {},"
      " EXISTS (SELECT 1 FROM derivative AS old JOIN derivative AS now ON now.digest = old.digest"
      "         WHERE old.id = output.made_by AND now.wanted = 1),"
      " EXISTS (SELECT 1 FROM derivative WHERE name = output.derivative AND wanted = 1)"
      " FROM output WHERE source_id = ? ORDER BY derivative",
      schema >= kOutputRevisionsSince ? "revision" : "1", schema >= kFoundSince ? "found" : "0");
  Statement statement(database, sql.c_str());
  Execution execution(statement);
  execution.Bind(source.id.value);
  std::vector<OutputAccount> outputs;
  while (execution.Step()) {
    OutputAccount& output = outputs.emplace_back();
    output.row.derivative = execution.Text(0);
    output.row.made_by = execution.Number(1);
    output.row.key = execution.Text(2);
    output.row.bytes = static_cast<uint64_t>(execution.Number(3));
    output.row.width = static_cast<uint32_t>(execution.Number(4));
    output.row.height = static_cast<uint32_t>(execution.Number(5));
    output.row.content = ParseDigest(execution.Text(6)).value_or(Digest{});
    output.row.revision = static_cast<uint32_t>(execution.Number(7));
    output.row.found = execution.Number(8) != 0;
    output.fate = FateOf(execution, source, output.row);
  }
  return outputs;
}

std::vector<AttemptRow> ReadAttempts(Database& database, SourceId source) {
  std::vector<AttemptRow> attempts;
  if (SchemaOf(database) < kProgressSince) return attempts;
  Statement statement(database,
                      "SELECT at, run, worker, reason, detail FROM"
                      " (SELECT * FROM attempt WHERE source_id = ? ORDER BY nth DESC LIMIT ?)"
                      " ORDER BY nth");
  Execution execution(statement);
  execution.Bind(source.value).Bind(kAttemptsKept);
  while (execution.Step()) {
    attempts.push_back({execution.Number(0), execution.Number(1), std::string(execution.Text(2)),
                        std::string(execution.Text(3)), std::string(execution.Text(4))});
  }
  return attempts;
}

std::optional<NameHolder> ReadHolder(Database& database, SourceId source) {
  if (SchemaOf(database) < kTurnsSince) return std::nullopt;
  Statement statement(database,
                      "SELECT key, state FROM waiter JOIN source ON source.id = waiter.holder"
                      " WHERE waiter.source_id = ?");
  Execution execution(statement);
  execution.Bind(source.value);
  if (!execution.Step()) return std::nullopt;
  return NameHolder{std::string(execution.Text(0)),
                    ParseState(execution.Text(1)).value_or(SourceState::kPending)};
}

// The first row of `sql` for this text.
std::string FirstWord(Database& database, const char* sql, std::string_view text) {
  Statement statement(database, sql);
  Execution execution(statement);
  return execution.Bind(text).Step() ? std::string(execution.Text(0)) : std::string();
}

// Whether the holder of the claim has the file under this name.
bool HasOutput(Database& database, std::string_view source, std::string_view name, bool folded) {
  Statement statement(database,
                      "SELECT output.key FROM output JOIN source ON source.id = source_id"
                      " WHERE source.key = ?");
  Execution execution(statement);
  execution.Bind(source);
  while (execution.Step()) {
    const std::string_view key = execution.Text(0);
    if (key == name || (folded && FoldedKey(key) == name)) return true;
  }
  return false;
}

// The table has no index on keys: claims find nearly all outputs, and this finds the rest, such as
// those under a pattern.
std::string SearchOutputs(Database& database, std::string_view output_key,
                          const std::function<void(int64_t, int64_t)>& watch) {
  const int64_t last = database.Number("SELECT max(id) FROM source");
  Statement statement(database,
                      "SELECT source.key FROM output JOIN source ON source.id = source_id"
                      " WHERE source_id > ? AND source_id <= ? AND output.key = ? LIMIT 1");
  const int64_t slice = std::max(kSliceMin, last / kSlicesMax);
  for (int64_t after = 0; after < last && !database.failure();) {
    const int64_t through = last - after > slice ? after + slice : last;
    Execution execution(statement);
    execution.Bind(after).Bind(through).Bind(output_key);
    if (execution.Step()) return std::string(execution.Text(0));
    after = through;
    if (watch) watch(after, last);
  }
  return {};
}

std::optional<OutputOwner> FindOwner(Database& database, std::string_view output_key,
                                     const std::function<void(int64_t, int64_t)>& watch) {
  const bool folded =
      SchemaOf(database) >= kNamesSince && database.Word("SELECT names FROM migration") == "folded";
  const std::string name = folded ? FoldedKey(output_key) : std::string(output_key);
  const std::string holder = FirstWord(
      database,
      "SELECT source.key FROM claim JOIN source ON source.id = source_id WHERE claim.key = ?",
      name);
  if (!holder.empty() && HasOutput(database, holder, name, folded)) {
    return OutputOwner{OutputTie::kOutput, holder};
  }
  const std::string left = FirstWord(
      database,
      "SELECT source.key FROM replaced JOIN source ON source.id = source_id WHERE replaced.key = ?",
      output_key);
  if (!left.empty()) return OutputOwner{OutputTie::kReplaced, left};
  if (!holder.empty()) return OutputOwner{OutputTie::kClaim, holder};
  const std::string source = SearchOutputs(database, output_key, watch);
  if (!source.empty()) return OutputOwner{OutputTie::kOutput, source};
  if (SchemaOf(database) < kNamesSince) return std::nullopt;
  const std::string own = FirstWord(database, "SELECT 'x' FROM own_file WHERE name = ?", name);
  return own.empty() ? std::nullopt : std::optional(OutputOwner{OutputTie::kOwnFile, {}});
}

}  // namespace

Result<std::optional<SourceAccount>> ReadSourceAccount(const std::string& state_folder,
                                                       std::string_view key) {
  using Answer = std::optional<SourceAccount>;
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  database.Begin();  // one snapshot for all the reads below
  Answer account;
  if (std::optional<SourceRow> row = FindSource(database, key)) {
    account.emplace();
    account->outputs = ReadOutputs(database, *row);
    account->attempts = ReadAttempts(database, row->id);
    account->waits_for = ReadHolder(database, row->id);
    account->row = *std::move(row);
  }
  if (database.failure()) return *database.failure();
  database.Rollback();
  return account;
}

Result<std::optional<OutputOwner>> FindOutputOwner(
    const std::string& state_folder, std::string_view output_key,
    const std::function<void(int64_t examined, int64_t sources)>& watch) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  std::optional<OutputOwner> owner = FindOwner(**opened, output_key, watch);
  if ((*opened)->failure()) return *(*opened)->failure();
  return owner;
}

Result<std::vector<std::string>> ReadKeysBelow(const std::string& state_folder,
                                               std::string_view folder, size_t count_max) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  std::vector<std::string> keys;
  {
    const std::string first = folder.empty() ? std::string() : std::string(folder) + '/';
    std::string end = first;
    if (!end.empty()) ++end.back();
    Statement statement(
        database, folder.empty() ? "SELECT key FROM source WHERE key >= ? ORDER BY key LIMIT ?"
                                 : "SELECT key FROM source WHERE key >= ? AND key < ? ORDER BY key"
                                   " LIMIT ?");
    Execution execution(statement);
    execution.Bind(first);
    if (!folder.empty()) execution.Bind(end);
    execution.Bind(static_cast<int64_t>(count_max));
    while (execution.Step()) keys.emplace_back(execution.Text(0));
  }
  if (database.failure()) return *database.failure();
  return keys;
}

}  // namespace photomill
