// Opens a ledger: whose it is, what its last run left, and the row of the new run.
#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "common/base/text.h"
#include "common/model/revision.h"
#include "coordinator/ledger/rules/claim_keeper.h"
#include "coordinator/ledger/rules/claim_rebuild.h"
#include "coordinator/ledger/rules/lost_files.h"
#include "coordinator/ledger/rules/plausible.h"
#include "coordinator/ledger/rules/table_ledger.h"

namespace photomill {
namespace {

// Whether the ledger belongs to other stores; stores that have moved are accepted.
std::optional<Failure> AnotherMigration(const MigrationRow& row, const LedgerOptions& options) {
  const auto refuse = [](const std::string& what, const std::string& theirs,
                         const std::string& ours) {
    return Invalid(
        fmt::format("this ledger belongs to a migration with the {} '{}', not '{}': name that {}",
                    what, Escaped(theirs), Escaped(ours), what));
  };
  if (row.source_url != options.source_url && !options.source_moved) {
    return refuse("source", row.source_url, options.source_url);
  }
  if (row.destination_url != options.destination_url && !options.destination_moved) {
    return refuse("destination", row.destination_url, options.destination_url);
  }
  return std::nullopt;
}

// Records the stores' new places if they have moved.
void NotePlaces(BookTable& book, const LedgerOptions& options, MigrationRow& row) {
  if (row.source_url == options.source_url && row.destination_url == options.destination_url) {
    return;
  }
  row.source_url = options.source_url;
  row.destination_url = options.destination_url;
  book.Put(row);
}

// Claims contain names in the form in which the destination compares them. If it compares them
// differently than in the last run, the claims are recreated.
ClaimRebuild CompareNamesAs(LedgerTables& tables, LedgerMemory& memory, RunContext& context) {
  const std::string now = context.names_folded ? "folded" : "exact";
  const std::string before = memory.migration->names.empty() ? "exact" : memory.migration->names;
  if (memory.migration->names != now) {
    memory.migration->names = now;
    tables.book().Put(*memory.migration);
  }
  if (before == now || memory.last_source == 0) return {};
  context.outputs_lost = true;  // another store may have kept another spelling of a name
  return RebuildClaims(tables, memory.tally, context);
}

// Counts once when the recipe changes; after that the count follows the changes.
void CountOlderRecipe(LedgerTables& tables, TallyCounter& tally, const RunContext& context) {
  int64_t older = 0;
  tables.sources().ReadAfter(SourceId{0}, [&](const SourceRow& row) {
    older += row.state == SourceState::kDone && row.recipe != context.recipe_id ? 1 : 0;
    return true;
  });
  tally.SetOlderRecipe(older);
}

// Counts once in a ledger of an older version. After that, every change updates the counts.
void CountNotAllowed(LedgerTables& tables, TallyCounter& tally) {
  std::map<FileFormat, int64_t> sources;
  tables.sources().ReadAfter(SourceId{0}, [&](const SourceRow& row) {
    const bool failed = row.state == SourceState::kFailed || row.state == SourceState::kQuarantined;
    if (failed && row.reason == Reason::kFormatNotAllowed) ++sources[row.format];
    return true;
  });
  tally.SetNotAllowed(sources);
}

// Takes over a file that an engine wrote, possibly without a recorded outcome. The file is ours,
// and an output recorded under its name no longer exists there. Each start reads notes until they
// are old, so most of them describe files recorded long ago. Returns the number of additional own
// files.
int64_t TakeNote(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
                 const OwnFile& file) {
  const std::string name = context.NameOf(file.key);
  const auto claim = ClaimKeeper(tables, context.claims_patterns).ClaimOver(name);
  std::optional<SourceRow> source;
  if (claim) source = tables.sources().FindById(claim->holder);
  bool recorded = false;
  std::vector<OutputRow> outputs;
  if (source) outputs = tables.outputs().Of(source->id);
  for (OutputRow& output : outputs) {
    if (context.NameOf(output.key) != name) continue;
    tally.RemoveOutput(output, source->state);
    if (output.content == file.content) {
      output.found = false;  // it was lost since, and this file is ours
      recorded = true;
    } else {
      output.made_by = 0;
      source->outputs = -1;
    }
    tally.AddOutput(output, source->state);
    tables.outputs().Put(source->id, output);
  }
  if (source && source->outputs < 0) tables.sources().Update(*source);
  if (recorded) return 0;
  tables.outputs().AddOwnFile(name, file);
  return 1;
}

}  // namespace

Result<OpenedLedger> OpenTableLedger(std::unique_ptr<LedgerTables> tables,
                                     const LedgerOptions& options, std::string new_migration_id) {
  BookTable& book = tables->book();
  tables->Begin();
  LedgerMemory memory = book.Load();
  if (tables->failure()) return *tables->failure();
  if (const std::optional<std::string> damage = FindDamage(memory)) {
    tables->Rollback();
    return tables->Damaged(*damage);
  }
  if (!memory.migration) {
    memory.migration = {
        std::move(new_migration_id), options.source_url, options.destination_url, options.now, {}};
    book.Put(*memory.migration);
  } else if (auto another = AnotherMigration(*memory.migration, options)) {
    tables->Rollback();
    return *another;
  } else {
    NotePlaces(book, options, *memory.migration);
  }

  const int64_t run = memory.last_run + 1;
  RecipeAdoption adoption = AdoptRecipe(book, memory, options, run);
  memory.tally.BeginRun(run, adoption.context.recipe_id);
  if (adoption.another_recipe || !memory.tally.KnowsOlderRecipe()) {
    CountOlderRecipe(*tables, memory.tally, adoption.context);
  }
  if (!memory.tally.KnowsNotAllowed()) CountNotAllowed(*tables, memory.tally);
  tables->sources().ForgetSizes();    // of a run that was killed
  tables->waiters().ForgetWaiters();  // they wait again when they are listed
  for (const OwnFile& file : options.noted) {
    memory.own_files += TakeNote(*tables, memory.tally, adoption.context, file);
  }
  if (options.outputs_lost) {
    const LostFiles lost = ForgetLostFiles(*tables, memory.tally, adoption.context);
    memory.replaced -= lost.replaced;
    memory.own_files -= lost.own_files;
  }
  const ClaimRebuild rebuilt = CompareNamesAs(*tables, memory, adoption.context);
  memory.replaced -= rebuilt.orphans_taken;
  memory.own_files += rebuilt.own_files;
  book.Put(memory.tally.TakeChanges());  // together with the rows: a kill must not separate them
  tables->news().ForgetScanErrors();
  tables->news().ReplaceWorkers({});
  tables->news().ReplaceProgress({});
  RunRow row;
  row.id = run;
  row.started_at = options.now;
  row.ended_at = 0;
  row.recipe = adoption.context.recipe_id;
  row.host = options.host;
  row.process = options.process;
  row.selection = options.selection;
  row.revision = kRevision;
  row.alive_at = options.now;
  book.Put(row);
  tables->Commit();
  if (tables->failure()) return *tables->failure();

  OpenedLedger opened;
  opened.opening.migration_id = memory.migration->id;
  opened.opening.run = run;
  opened.opening.last_run_ended_well = memory.last_run_ended_well;
  opened.opening.deaths = std::move(memory.deaths);
  opened.opening.recipe_changes = std::move(adoption.changes);
  opened.opening.twins = rebuilt.twins;
  opened.opening.twin_count = rebuilt.twin_count;
  opened.opening.orphans =
      memory.replaced + memory.tally.ToTally(adoption.context.wanted_names).orphans;
  std::function<UnixMillis()> wall_time = options.wall_time;
  if (!wall_time) wall_time = [now = options.now] { return now; };
  opened.ledger = std::make_unique<TableLedger>(
      std::move(tables),
      TableLedger::Start{std::move(adoption.context), std::move(row), std::move(memory.tally),
                         memory.last_source, memory.replaced, memory.own_files,
                         std::move(wall_time)});
  return opened;
}

}  // namespace photomill
