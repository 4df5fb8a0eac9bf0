// The ledger's data besides sources and outputs: migration, recipes, runs, counts.
#include <array>

#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

// Indexed by RunEnd.
constexpr std::array<std::string_view, 4> kEndWords = {"finished", "finished_with_failures",
                                                       "stopped", "failed"};

std::string_view WordOf(std::optional<Reason> reason) {
  return reason ? ReasonWord(*reason) : std::string_view();
}

class SqliteBookTable final : public BookTable {
 public:
  explicit SqliteBookTable(Database& database)
      : database_(database),
        forget_migration_(database, "DELETE FROM migration"),
        put_migration_(database,
                       "INSERT INTO migration(id, source_url, destination_url, created_at, names)"
                       " VALUES(?, ?, ?, ?, ?)"),
        put_recipe_(database,
                    "INSERT OR REPLACE INTO recipe"
                    "(id, digest, definitions, text, first_run, full_text)"
                    " VALUES(?, ?, ?, ?, ?, ?)"),
        put_derivative_(database,
                        "INSERT OR REPLACE INTO derivative"
                        "(id, name, digest, text, wanted, changed_run) VALUES(?, ?, ?, ?, ?, ?)"),
        put_run_(database,
                 "INSERT OR REPLACE INTO run(id, started_at, ended_at, ended_as, recipe, host,"
                 " process, queue_us, fetch_us, decode_us, derive_us, encode_us, publish_us,"
                 " selection, revision, alive_at)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        put_tally_(database,
                   "INSERT OR REPLACE INTO tally(state, reason, sources, bytes)"
                   " VALUES(?, ?, ?, ?)"),
        put_warning_tally_(database,
                           "INSERT OR REPLACE INTO warning_tally(warning, sources) VALUES(?, ?)"),
        put_output_tally_(database,
                          "INSERT OR REPLACE INTO output_tally(derivative, outputs, bytes,"
                          " done_outputs, done_bytes, gone_outputs, gone_bytes)"
                          " VALUES(?, ?, ?, ?, ?, ?, ?)"),
        put_run_tally_(database,
                       "INSERT OR REPLACE INTO run_tally(run, what, sources, bytes)"
                       " VALUES(?, ?, ?, ?)"),
        put_note_tally_(database,
                        "INSERT OR REPLACE INTO note_tally(note, format, sources)"
                        " VALUES(?, ?, ?)"),
        put_death_(database, "INSERT OR IGNORE INTO death(id) VALUES(?)") {}

  LedgerMemory Load() override {
    LedgerMemory memory;
    memory.last_run = database_.Number("SELECT max(id) FROM run");
    memory.last_run_ended_well = database_.Number(
                                     "SELECT count(*) FROM run WHERE id = (SELECT max(id) FROM run)"
                                     " AND (ended_as IS NULL OR ended_as = 'failed')") == 0;
    memory.first_source = database_.Number("SELECT min(id) FROM source");
    memory.last_source = database_.Number("SELECT max(id) FROM source");
    memory.replaced = database_.Number("SELECT count(*) FROM replaced");
    memory.own_files = database_.Number("SELECT count(*) FROM own_file");
    LoadMigration(memory);
    LoadRecipes(memory);
    LoadTallies(memory);
    LoadDeaths(memory);
    return memory;
  }

  void Put(const MigrationRow& row) override {
    Execution(forget_migration_).Step();
    Execution execution(put_migration_);
    execution.Bind(row.id)
        .Bind(row.source_url)
        .Bind(row.destination_url)
        .Bind(row.created_at)
        .Bind(row.names)
        .Step();
  }

  void Put(const RecipeRow& row) override {
    const std::string digest = ToHex(row.digest);
    Execution execution(put_recipe_);
    execution.Bind(row.id)
        .Bind(digest)
        .Bind(row.definitions)
        .Bind(row.text)
        .Bind(row.first_run)
        .Bind(row.full_text)
        .Step();
  }

  void Put(const DerivativeRow& row) override {
    const std::string digest = ToHex(row.digest);
    Execution execution(put_derivative_);
    execution.Bind(row.id)
        .Bind(row.name)
        .Bind(digest)
        .Bind(row.text)
        .Bind(row.wanted ? 1 : 0)
        .Bind(row.changed_run)
        .Step();
  }

  void Put(const RunRow& row) override {
    Execution execution(put_run_);
    execution.Bind(row.id).Bind(row.started_at);
    if (row.end) {
      execution.Bind(row.ended_at).Bind(kEndWords[static_cast<size_t>(*row.end)]);
    } else {
      execution.BindNull().BindNull();
    }
    execution.Bind(row.recipe).Bind(row.host).Bind(row.process);
    for (const uint64_t time : row.times.microseconds) execution.Bind(static_cast<int64_t>(time));
    execution.Bind(row.selection).Bind(row.revision).Bind(row.alive_at).Step();
  }

  void Put(const TallyChanges& changes) override {
    for (const SourceTallyRow& row : changes.sources) {
      Execution execution(put_tally_);
      execution.Bind(StateWord(row.state))
          .Bind(WordOf(row.reason))
          .Bind(row.sources.count)
          .Bind(static_cast<int64_t>(row.sources.bytes))
          .Step();
    }
    for (const WarningTallyRow& row : changes.warnings) {
      Execution execution(put_warning_tally_);
      execution.Bind(WarningWord(row.warning)).Bind(row.sources).Step();
    }
    for (const OutputTallyRow& row : changes.outputs) {
      Execution execution(put_output_tally_);
      execution.Bind(row.derivative);
      for (const CountAndBytes& value : {row.outputs.all, row.outputs.done, row.outputs.gone}) {
        execution.Bind(value.count).Bind(static_cast<int64_t>(value.bytes));
      }
      execution.Step();
    }
    for (const NoteTallyRow& row : changes.notes) {
      Execution execution(put_note_tally_);
      execution.Bind(row.note).Bind(FileFormatWord(row.format)).Bind(row.sources).Step();
    }
    for (const RunTallyRow& row : changes.runs) {
      Execution execution(put_run_tally_);
      execution.Bind(row.run)
          .Bind(RunCountWord(row.kind))
          .Bind(row.value.count)
          .Bind(static_cast<int64_t>(row.value.bytes))
          .Step();
    }
  }

  void PutDeath(std::string_view death) override { Execution(put_death_).Bind(death).Step(); }

 private:
  void LoadMigration(LedgerMemory& memory) {
    Statement statement(database_,
                        "SELECT id, source_url, destination_url, created_at, names FROM migration");
    Execution execution(statement);
    if (!execution.Step()) return;
    memory.migration = MigrationRow{std::string(execution.Text(0)), std::string(execution.Text(1)),
                                    std::string(execution.Text(2)), execution.Number(3),
                                    std::string(execution.Text(4))};
  }

  void LoadRecipes(LedgerMemory& memory) {
    Statement recipes(database_,
                      "SELECT id, digest, definitions, text, first_run, full_text FROM recipe"
                      " ORDER BY id");
    for (Execution execution(recipes); execution.Step();) {
      memory.recipes.push_back({execution.Number(0), DigestIn(execution, 1),
                                std::string(execution.Text(2)), std::string(execution.Text(3)),
                                execution.Number(4), std::string(execution.Text(5))});
    }
    Statement derivatives(database_,
                          "SELECT id, name, digest, text, wanted, changed_run FROM derivative"
                          " ORDER BY id");
    for (Execution execution(derivatives); execution.Step();) {
      memory.derivatives.push_back({execution.Number(0), std::string(execution.Text(1)),
                                    DigestIn(execution, 2), std::string(execution.Text(3)),
                                    execution.Number(4) != 0, execution.Number(5)});
    }
  }

  void LoadTallies(LedgerMemory& memory) {
    Statement sources(database_, "SELECT state, reason, sources, bytes FROM tally");
    for (Execution execution(sources); execution.Step();) {
      const std::optional<SourceState> state = ParseState(execution.Text(0));
      if (!state) continue;
      memory.tally.Load(
          SourceTallyRow{*state, ParseReason(execution.Text(1)), CountIn(execution, 2)});
    }
    Statement warnings(database_, "SELECT warning, sources FROM warning_tally");
    for (Execution execution(warnings); execution.Step();) {
      const std::optional<Warning> warning = ParseWarning(execution.Text(0));
      if (warning) memory.tally.Load(WarningTallyRow{*warning, execution.Number(1)});
    }
    Statement outputs(database_,
                      "SELECT derivative, outputs, bytes, done_outputs, done_bytes, gone_outputs,"
                      " gone_bytes FROM output_tally");
    for (Execution execution(outputs); execution.Step();) {
      memory.tally.Load(
          OutputTallyRow{std::string(execution.Text(0)),
                         {CountIn(execution, 1), CountIn(execution, 3), CountIn(execution, 5)}});
    }
    Statement notes(database_, "SELECT note, format, sources FROM note_tally");
    for (Execution execution(notes); execution.Step();) {
      const std::optional<FileFormat> format = ParseFileFormat(execution.Text(1));
      if (!format) continue;
      memory.tally.Load(NoteTallyRow{std::string(execution.Text(0)), *format, execution.Number(2)});
    }
  }

  void LoadDeaths(LedgerMemory& memory) {
    Statement statement(database_,
                        "SELECT id FROM (SELECT rowid AS nth, id FROM death"
                        " ORDER BY nth DESC LIMIT ?) ORDER BY nth");
    Execution execution(statement);
    execution.Bind(static_cast<int64_t>(kDeathsRemembered));
    while (execution.Step()) memory.deaths.emplace_back(execution.Text(0));
  }

  static Digest DigestIn(const Execution& execution, int column) {
    return ParseDigest(execution.Text(column)).value_or(Digest{});
  }

  static CountAndBytes CountIn(const Execution& execution, int column) {
    return {execution.Number(column), static_cast<uint64_t>(execution.Number(column + 1))};
  }

  Database& database_;
  Statement forget_migration_;
  Statement put_migration_;
  Statement put_recipe_;
  Statement put_derivative_;
  Statement put_run_;
  Statement put_tally_;
  Statement put_warning_tally_;
  Statement put_output_tally_;
  Statement put_run_tally_;
  Statement put_note_tally_;
  Statement put_death_;
};

}  // namespace

std::unique_ptr<BookTable> MakeSqliteBookTable(Database& database) {
  return std::make_unique<SqliteBookTable>(database);
}

}  // namespace photomill
