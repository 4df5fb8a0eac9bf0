// Opens ledger.db read-only, and reads what `photomill status` and the start of a run need.
#include "coordinator/ledger/ledger_reader.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <numeric>

#include "common/base/text.h"
#include "coordinator/ledger/rules/plausible.h"
#include "coordinator/ledger/rules/tally_counter.h"
#include "coordinator/ledger/spread.h"
#include "coordinator/ledger/sqlite/database.h"
#include "coordinator/ledger/sqlite/reading.h"
#include "coordinator/ledger/sqlite/schema.h"

namespace photomill {
namespace {

std::vector<WantedDefinition> ReadWanted(Database& database) {
  std::vector<WantedDefinition> wanted;
  Statement statement(database, "SELECT name, digest FROM derivative WHERE wanted = 1 ORDER BY id");
  Execution execution(statement);
  while (execution.Step()) {
    wanted.push_back(
        {std::string(execution.Text(0)), ParseDigest(execution.Text(1)).value_or(Digest{})});
  }
  return wanted;
}

// Nothing is known about a run from before the ledger had the column.
void ReadSelection(Database& database, LedgerIdentity& identity) {
  if (identity.recipe_text.empty()) return;
  identity.selection = database.Word("SELECT selection FROM run ORDER BY id DESC LIMIT 1");
}

std::string ReadRecipeText(Database& database) {
  return database.Word(
      "SELECT full_text FROM recipe WHERE id = (SELECT recipe FROM run ORDER BY id DESC LIMIT 1)");
}

LedgerIdentity ReadIdentity(Database& database) {
  LedgerIdentity identity;
  identity.migration_id = database.Word("SELECT id FROM migration");
  identity.source_url = database.Word("SELECT source_url FROM migration");
  identity.destination_url = database.Word("SELECT destination_url FROM migration");
  identity.wanted = ReadWanted(database);
  identity.ever_known = database.Number("SELECT coalesce(sum(sources), 0) FROM tally");
  identity.known =
      database.Number("SELECT coalesce(sum(sources), 0) FROM tally WHERE state <> 'gone'");
  if (database.Number("PRAGMA user_version") < kWholeRecipesSince) return identity;
  identity.names = database.Word("SELECT names FROM migration");
  identity.recipe_text = ReadRecipeText(database);
  ReadSelection(database, identity);
  return identity;
}

KnownFile ReadKnownFile(const Execution& execution, bool has_content) {
  KnownFile file;
  file.key = execution.Text(0);
  file.version = {static_cast<uint64_t>(execution.Number(1)), execution.Number(2),
                  std::string(execution.Text(3))};
  if (has_content) file.content = ParseDigest(execution.Text(4));
  return file;
}

void ReadRun(Database& database, LedgerSummary& summary) {
  const bool has_alive = database.Number("PRAGMA user_version") >= kNumbersSince;
  const std::string sql =
      std::string("SELECT id, started_at, ended_at, coalesce(ended_as, ''), host, process") +
      (has_alive ? ", alive_at" : ", 0") + " FROM run ORDER BY id DESC LIMIT 1";
  Statement run(database, sql.c_str());
  Execution execution(run);
  if (!execution.Step()) return;
  summary.run = execution.Number(0);
  summary.started_at = execution.Number(1);
  if (!execution.IsNull(2)) summary.ended_at = execution.Number(2);
  summary.ended_as = execution.Text(3);
  summary.host = execution.Text(4);
  summary.process = static_cast<uint32_t>(execution.Number(5));
  summary.alive_at = execution.Number(6);
}

std::optional<double> RealOrNothing(const Execution& execution, int column) {
  if (execution.IsNull(column)) return std::nullopt;
  return execution.Real(column);
}

void ReadProgress(Database& database, ProgressRow& progress) {
  if (database.Number("PRAGMA user_version") < kProgressSince) return;
  Statement statement(
      database,
      "SELECT at, rate, average, remaining_s, in_flight, listed, scan_ended, paused,"
      " bound_by, bottleneck, rate_with_worker, rate_with_thread FROM progress");
  Execution execution(statement);
  if (!execution.Step()) return;
  progress.at = execution.Number(0);
  progress.rate = execution.Real(1);
  progress.average = execution.Real(2);
  progress.remaining = RealOrNothing(execution, 3);
  progress.in_flight = execution.Number(4);
  progress.listed = execution.Number(5);
  progress.scan_ended = execution.Number(6) != 0;
  progress.paused = execution.Text(7);
  progress.bound_by = execution.Text(8);
  progress.bottleneck = execution.Text(9);
  progress.with_worker = RealOrNothing(execution, 10);
  progress.with_thread = RealOrNothing(execution, 11);
}

// Adds to a sum of numbers that only a damaged ledger can make too large.
void Add(Database& database, int64_t number, int64_t& sum) {
  if (number < 0 || number > kLedgerNumberMax || sum > kLedgerNumberMax) {
    database.Fail(DamagedLedger(database.path(), "its counts are not plausible"));
  } else {
    sum += number;
  }
}

// Ledgers of older schemas have no counts; the next run creates them.
void ReadWarnings(Database& database, Tally& tally) {
  constexpr int64_t kCountedSince = 3;
  if (database.Number("PRAGMA user_version") < kCountedSince) return;
  Statement warnings(database, "SELECT warning, sources FROM warning_tally");
  Execution execution(warnings);
  while (execution.Step()) {
    const std::optional<Warning> warning = ParseWarning(execution.Text(0));
    if (!warning) continue;
    Add(database, execution.Number(1), tally.warnings[static_cast<size_t>(*warning)]);
  }
}

// Outputs of done sources that the recipe wants. Ledgers of older schemas count those of all
// sources.
void ReadOutputs(Database& database, Tally& tally) {
  const bool by_state = database.Number("PRAGMA user_version") >= kNumbersSince;
  Statement outputs(
      database,
      by_state ? "SELECT coalesce(sum(done_outputs), 0), coalesce(sum(done_bytes), 0)"
                 " FROM output_tally WHERE derivative IN (SELECT name FROM derivative"
                 " WHERE wanted = 1)"
               : "SELECT coalesce(sum(outputs), 0), coalesce(sum(bytes), 0) FROM output_tally");
  {
    Execution execution(outputs);
    if (execution.Step()) {
      tally.outputs = execution.Number(0);
      tally.output_bytes = static_cast<uint64_t>(execution.Number(1));
    }
  }
  tally.orphans = database.Number("SELECT count(*) FROM orphan");
  if (!by_state) return;
  tally.gone_outputs = {database.Number("SELECT coalesce(sum(gone_outputs), 0) FROM output_tally"),
                        static_cast<uint64_t>(database.Number(
                            "SELECT coalesce(sum(gone_bytes), 0) FROM output_tally"))};
}

void ReadMade(Database& database, std::vector<DerivativeTotal>& made) {
  const bool by_state = database.Number("PRAGMA user_version") >= kNumbersSince;
  const std::string sql = fmt::format(
      "SELECT d.name, coalesce(t.{0}outputs, 0), coalesce(t.{0}bytes, 0)"
      " FROM derivative AS d LEFT JOIN output_tally AS t ON t.derivative = d.name"
      " WHERE d.wanted = 1 ORDER BY d.id",
      by_state ? "done_" : "");
  Statement statement(database, sql.c_str());
  Execution execution(statement);
  while (execution.Step()) {
    made.push_back({std::string(execution.Text(0)), execution.Number(1),
                    static_cast<uint64_t>(execution.Number(2))});
  }
}

// The work of the last run.
void ReadRunTally(Database& database, Tally& tally) {
  Statement counts(database,
                   "SELECT what, sources, bytes FROM run_tally"
                   " WHERE run = (SELECT max(id) FROM run)");
  Execution execution(counts);
  while (execution.Step()) {
    const std::optional<RunCount> kind = ParseRunCount(execution.Text(0));
    if (!kind) continue;
    CountAndBytes& value = tally.run[static_cast<size_t>(*kind)];
    Add(database, execution.Number(1), value.count);
    value.bytes = static_cast<uint64_t>(execution.Number(2));
  }
}

// Properties of sources besides their states. The words are defined in tally_counter.h.
void ReadNotes(Database& database, Tally& tally) {
  Statement notes(database, "SELECT note, format, sources FROM note_tally");
  Execution execution(notes);
  while (execution.Step()) {
    const std::string_view note = execution.Text(0);
    const std::optional<FileFormat> format = ParseFileFormat(execution.Text(1));
    const int64_t sources = execution.Number(2);
    if (note == kCompareNote) Add(database, sources, tally.comparing);
    if (note == kOlderRecipeNote) Add(database, sources, tally.older_recipe);
    if (note == kOtherwiseNote) Add(database, sources, tally.otherwise);
    if (note == kCompanionNote && format && sources > 0) {
      Add(database, sources, tally.companions[*format]);
    }
    if (note == kNotAllowedNote && format && sources > 0) {
      Add(database, sources, tally.not_allowed[*format]);
    }
  }
}

void ReadSourceTally(Database& database, Tally& tally) {
  Statement sources(database, "SELECT state, reason, sources, bytes FROM tally");
  Execution execution(sources);
  while (execution.Step()) {
    const std::optional<SourceState> state = ParseState(execution.Text(0));
    if (!state) continue;
    Add(database, execution.Number(2), tally.states[static_cast<size_t>(*state)]);
    if (*state == SourceState::kDone) {
      tally.source_bytes += static_cast<uint64_t>(execution.Number(3));
    }
    const std::optional<Reason> reason = ParseReason(execution.Text(1));
    if (reason && (*state == SourceState::kFailed || *state == SourceState::kQuarantined)) {
      Add(database, execution.Number(2), tally.failed[static_cast<size_t>(*reason)]);
    }
  }
}

void ReadTally(Database& database, Tally& tally) {
  ReadSourceTally(database, tally);
  ReadWarnings(database, tally);
  ReadOutputs(database, tally);
  if (database.Number("PRAGMA user_version") >= kNumbersSince) {
    ReadRunTally(database, tally);
    ReadNotes(database, tally);
  }
  tally.scan_errors =
      database.Number("SELECT count(*) FROM scan_error WHERE run = (SELECT max(id) FROM run)");
}

// For workers of older versions only the words are shown.
void ReadWorkers(Database& database, std::vector<WorkerRow>& workers) {
  const bool has_standing = database.Number("PRAGMA user_version") >= kKindsSince;
  const std::string sql =
      std::string(
          "SELECT name, host, process, slots, state, tasks_done, tasks_failed, joined_at,"
          " heard_at, ") +
      (has_standing ? "standing" : "''") + " FROM worker ORDER BY name";
  Statement statement(database, sql.c_str());
  Execution execution(statement);
  while (execution.Step()) {
    WorkerRow row;
    row.name = execution.Text(0);
    row.host = execution.Text(1);
    row.process = static_cast<uint32_t>(execution.Number(2));
    row.slots = static_cast<uint32_t>(execution.Number(3));
    row.state = execution.Text(4);
    row.tasks_done = static_cast<uint64_t>(execution.Number(5));
    row.tasks_failed = static_cast<uint64_t>(execution.Number(6));
    row.joined_at = execution.Number(7);
    row.heard_at = execution.Number(8);
    row.standing = ParseWorkerStanding(execution.Text(9)).value_or(WorkerStanding::kWorking);
    workers.push_back(std::move(row));
  }
}

}  // namespace

Result<std::optional<LedgerIdentity>> ReadLedgerIdentity(const std::string& state_folder) {
  using Answer = std::optional<LedgerIdentity>;
  const std::string path = state_folder + "/ledger.db";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return Answer();
  Result<std::unique_ptr<Database>> opened = Database::OpenReadOnly(path);
  if (!opened) return opened.failure();
  Database& database = **opened;
  if (Status known = CheckSchema(database, SchemaSteps()); !known) return known.failure();
  database.Begin();  // one snapshot for all the reads below
  LedgerIdentity identity;
  if (database.Number("PRAGMA user_version") > 0) identity = ReadIdentity(database);
  database.Rollback();
  if (database.failure()) return *database.failure();
  return identity.migration_id.empty() ? Answer() : Answer(std::move(identity));
}

Result<std::vector<KnownFile>> ReadSourceSample(const std::string& state_folder, size_t count_max) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  const bool has_content = database.Number("PRAGMA user_version") >= kWholeRecipesSince;
  const int64_t first = database.Number("SELECT min(id) FROM source");
  const int64_t last = database.Number("SELECT max(id) FROM source");
  std::vector<KnownFile> sample;
  {
    const std::string sql =
        std::string("SELECT key, size, mtime_ns, version") + (has_content ? ", content" : ", ''") +
        ", id FROM source WHERE id >= ? AND state <> 'gone' ORDER BY id LIMIT 1";
    Statement statement(database, sql.c_str());
    const auto steps = static_cast<int64_t>(std::max<size_t>(count_max, 1));
    int64_t next = first;
    for (int64_t i = 0; i < steps; ++i) {
      // The ids are dense except for gone sources: equal steps over ids are equal steps over files.
      next =
          std::max(next, first + (last - first) / steps * i + (last - first) % steps * i / steps);
      Execution execution(statement);
      execution.Bind(next);
      if (!execution.Step()) break;
      sample.push_back(ReadKnownFile(execution, has_content));
      next = execution.Number(5) + 1;
    }
  }
  if (database.failure()) return *database.failure();
  return sample;
}

Status VisitSources(const std::string& state_folder,
                    const std::function<void(std::string_view key, FileFormat format)>& visit) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  const bool has_format = database.Number("PRAGMA user_version") >= kWholeRecipesSince;
  {
    const std::string sql = std::string("SELECT key") + (has_format ? ", format" : ", ''") +
                            " FROM source WHERE state <> 'gone'";
    Statement statement(database, sql.c_str());
    Execution execution(statement);
    while (execution.Step()) {
      visit(execution.Text(0), ParseFileFormat(execution.Text(1)).value_or(FileFormat::kUnknown));
    }
  }
  return database.failure() ? Status(*database.failure()) : Status();
}

Result<std::vector<std::pair<int64_t, std::string>>> ReadSelections(
    const std::string& state_folder) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  const bool has_selection = database.Number("PRAGMA user_version") >= kWholeRecipesSince;
  std::vector<std::pair<int64_t, std::string>> selections;
  {
    const std::string sql =
        std::string("SELECT id, ") + (has_selection ? "selection" : "''") + " FROM run";
    Statement statement(database, (sql + " ORDER BY id DESC").c_str());
    Execution execution(statement);
    while (execution.Step()) {
      selections.emplace_back(execution.Number(0), execution.Text(1));
    }
  }
  if (database.failure()) return *database.failure();
  return selections;
}

Status RollBackKilledRun(const std::string& state_folder) {
  const std::string path = state_folder + "/ledger.db";
  struct stat status {};
  if (stat((path + "-journal").c_str(), &status) != 0) return {};
  if (stat(path.c_str(), &status) != 0) return {};
  Result<std::unique_ptr<Database>> opened = Database::Open(path);
  if (!opened) return opened.failure();
  (void)(*opened)->Number("SELECT count(*) FROM sqlite_schema");  // reading rolls back
  if ((*opened)->failure()) return *(*opened)->failure();
  return {};
}

Status MendLedger(const std::string& state_folder) {
  if (Status rolled = RollBackKilledRun(state_folder); !rolled) return rolled;
  const std::string path = state_folder + "/ledger.db";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || stat((path + "-wal").c_str(), &status) != 0) return {};
  Result<std::unique_ptr<Database>> opened = Database::Open(path);
  if (!opened) return opened.failure();
  Database& database = **opened;
  if (Status known = CheckSchema(database, SchemaSteps()); !known) return known;
  database.Run("PRAGMA busy_timeout = 0");
  (void)database.Number("PRAGMA wal_checkpoint(TRUNCATE)");
  (void)database.Word("PRAGMA journal_mode = DELETE");
  const bool in_use =
      database.failure() && database.failure()->reason == Reason::kStorageUnavailable;
  return database.failure() && !in_use ? Status(*database.failure()) : Status();
}

Result<LedgerSummary> ReadLedgerSummary(const std::string& state_folder) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  LedgerSummary summary;
  database.Begin();  // one snapshot for all the reads below
  summary.source_url = database.Word("SELECT source_url FROM migration");
  summary.destination_url = database.Word("SELECT destination_url FROM migration");
  ReadRun(database, summary);
  {
    Statement recipe(database, "SELECT text FROM derivative WHERE wanted = 1 ORDER BY id");
    Execution execution(recipe);
    while (execution.Step()) summary.recipe.emplace_back(execution.Text(0));
  }
  if (database.Number("PRAGMA user_version") >= kWholeRecipesSince) {
    summary.selection = database.Word("SELECT selection FROM run ORDER BY id DESC LIMIT 1");
    summary.recipe_text = ReadRecipeText(database);
  }
  ReadMade(database, summary.made);
  ReadTally(database, summary.tally);
  ReadWorkers(database, summary.workers);
  ReadProgress(database, summary.progress);
  if (database.failure()) return *database.failure();
  database.Rollback();
  return summary;
}

Result<std::vector<WarnedSource>> ReadWarnedSources(const std::string& state_folder,
                                                    size_t count_max) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  std::vector<WarnedSource> warned;
  {
    const bool has_kinds = database.Number("PRAGMA user_version") >= kKindsSince;
    const std::string sql =
        std::string("SELECT key, detail FROM source WHERE state = 'done' AND ") +
        (has_kinds ? "warnings" : "detail") + " <> '' ORDER BY id LIMIT ?";
    Statement statement(database, sql.c_str());
    Execution execution(statement);
    execution.Bind(static_cast<int64_t>(count_max));
    while (execution.Step()) {
      warned.push_back({std::string(execution.Text(0)), std::string(execution.Text(1))});
    }
  }
  if (database.failure()) return *database.failure();
  return warned;
}

Result<std::vector<FailedSource>> ReadFailedSources(const std::string& state_folder,
                                                    size_t count_max) {
  Result<std::unique_ptr<Database>> opened = OpenForReading(state_folder);
  if (!opened) return opened.failure();
  Database& database = **opened;
  Tally tally;
  database.Begin();  // the counts belong to the rows
  ReadSourceTally(database, tally);
  const std::vector<int64_t> counts(tally.failed.begin(), tally.failed.end());
  std::vector<int64_t> left = Spread(counts, static_cast<int64_t>(count_max));
  int64_t places = std::accumulate(left.begin(), left.end(), int64_t{0});
  std::vector<std::vector<FailedSource>> of_reason(counts.size());
  if (places > 0) {
    Statement statement(database,
                        "SELECT key, state, reason, detail FROM source"
                        " WHERE state IN ('failed', 'quarantined') ORDER BY id");
    Execution execution(statement);
    while (places > 0 && execution.Step()) {
      const std::optional<Reason> reason = ParseReason(execution.Text(2));
      if (!reason || left[static_cast<size_t>(*reason)] <= 0) continue;
      --left[static_cast<size_t>(*reason)];
      --places;
      of_reason[static_cast<size_t>(*reason)].push_back(
          {std::string(execution.Text(0)), std::string(execution.Text(1)),
           std::string(execution.Text(2)), std::string(execution.Text(3))});
    }
  }
  if (database.failure()) return *database.failure();
  database.Rollback();
  std::vector<FailedSource> failed;
  for (std::vector<FailedSource>& sources : of_reason) {
    for (FailedSource& source : sources) failed.push_back(std::move(source));
  }
  return failed;
}

}  // namespace photomill
