#include "coordinator/ledger/rules/table_ledger.h"

#include <fmt/core.h>

#include <algorithm>

#include "coordinator/ledger/rules/plausible.h"

namespace photomill {

TableLedger::TableLedger(std::unique_ptr<LedgerTables> tables, Start start)
    : tables_(std::move(tables)),
      context_(std::move(start.context)),
      run_(std::move(start.run)),
      tally_(std::move(start.tally)),
      wall_time_(std::move(start.wall_time)),
      outputs_(*tables_, tally_, context_, start.replaced, start.own_files),
      companions_(*tables_, tally_, context_),
      names_(*tables_, tally_, context_, outputs_, companions_),
      intake_(*tables_, tally_, context_, outputs_, names_, companions_, start.last_source),
      gone_(*tables_, tally_, context_, outputs_, companions_),
      facts_(*tables_, tally_, context_, outputs_, names_, companions_),
      committed_(TallyNow()),
      known_(committed_.known() - committed_[SourceState::kGone]) {
  SetMark();
}

TableLedger::~TableLedger() {
  if (!closed_) tables_->Rollback();
}

bool TableLedger::Enter() {
  PHOTOMILL_CHECK(!closed_);
  if (broken_) return false;
  tables_->Begin();
  return true;
}

Status TableLedger::Leave() {
  if (!broken_ && tables_->failure()) Break(*tables_->failure());
  return broken_ ? Status(*broken_) : Status();
}

void TableLedger::Break(Failure failure) {
  broken_ = std::move(failure);
  tables_->Rollback();
}

Result<IntakeCounts> TableLedger::Intake(const std::vector<ListedObject>& objects) {
  IntakeCounts counts;
  if (Enter()) {
    for (const ListedObject& object : objects) intake_.Take(object, counts);
    for (size_t i = 0; i < kVerdictCount; ++i) {
      tally_.CountRun(Listed(static_cast<Verdict>(i)), counts.verdicts[i]);
    }
    const SourceId promoted = names_.TakePromoted();
    if (promoted.value > 0 &&
        (counts.lowest_pending.value == 0 || promoted < counts.lowest_pending)) {
      counts.lowest_pending = promoted;
    }
  }
  if (Status status = Leave(); !status) return status.failure();
  return counts;
}

Result<std::vector<bool>> TableLedger::Record(const std::vector<Fact>& facts) {
  std::vector<bool> counted;
  counted.reserve(facts.size());
  if (Enter()) {
    facts_.SetTime(wall_time_ ? wall_time_() : run_.started_at);
    for (const Fact& fact : facts) counted.push_back(facts_.Write(fact));
  }
  if (Status status = Leave(); !status) return status.failure();
  return counted;
}

// Whether the last event of the source was the death of a process that executed it.
bool TableLedger::IsSuspectRow(const SourceRow& row) {
  return row.crashes > 0 || row.reason == Reason::kCrashed || row.reason == Reason::kTimedOut;
}

Task TableLedger::TaskOf(const SourceRow& row) const {
  // Comparing decodes nothing, so earlier crashes do not matter.
  if (row.waits == Waits::kCompare) return {row.id, row.key, row.version, {}};
  Task task{row.id, row.key, row.version, row.lacks, row.crashes, IsSuspectRow(row), row.otherwise};
  if (row.waits != Waits::kNo) task.lacks = {};
  return task;
}

Result<PendingPage> TableLedger::LoadPending(SourceId after, size_t tasks_max, int64_t rows_max) {
  PHOTOMILL_CHECK(!closed_);
  PendingPage page;
  page.through = after;
  int64_t rows = 0;
  std::optional<std::string> damage;
  std::vector<std::pair<size_t, SourceRow>> owners;  // tasks that may find own files
  const bool all_may = outputs_.HasFilesBesideOutputs();
  const auto visit = [&](const SourceRow& row) {
    if (page.tasks.size() >= tasks_max || rows >= rows_max) return false;
    ++rows;
    page.through = row.id;
    const bool compares = IsToBeCompared(row, context_.run);
    if (!compares && (row.state != SourceState::kPending || row.scan != context_.run)) return true;
    if (row.waits == Waits::kName) return true;
    page.tasks.push_back(TaskOf(row));
    const bool may_own = !compares && (row.outputs != 0 || all_may);
    if (may_own) owners.emplace_back(page.tasks.size() - 1, row);
    damage = FindDamage(page.tasks.back(), context_.all);
    if (row.lacks.empty() && !compares && !damage) {
      damage = fmt::format("source {} is pending and lacks nothing", row.id.value);
    }
    return !damage;
  };
  if (!broken_) page.at_end = tables_->sources().ReadAfter(after, visit);
  for (const auto& [index, row] : owners) page.tasks[index].own = outputs_.OwnFilesOf(row);
  names_.NoteLoaded(after);
  page.waiting = Waiting();
  if (damage) Break(tables_->Damaged(*damage));
  if (Status status = Leave(); !status) return status.failure();
  return page;
}

GoneCounts TableLedger::JudgeVanished(bool may_defer) {
  GoneCounts gone;
  gone.known = known_;
  gone.applied = true;
  if (intake_.seen_again() == known_) return gone;  // no need to read millions of rows
  const auto& in_scope = gone_asked_->in_scope;
  const GoneKeeper::Counts counts = gone_.Count(in_scope, intake_.last(), intake_.any_returned());
  gone.left_out = counts.left_out;
  gone.vanished = counts.vanished - counts.moved;
  gone.moved = counts.moved;
  if (counts.open > 0 && may_defer) {
    gone.deferred = true;
    gone.lowest_pending = gone_.AskIdentities(in_scope);
    return gone;
  }
  gone.applied = gone_asked_->accept_gone || !TooManyGone(gone.vanished, gone.known);
  if (gone.applied && counts.vanished > 0) {
    // A file may have come back since it was counted.
    const int64_t marked = gone_.Mark(in_scope);
    tally_.CountRun(RunCount::kGone, marked);
    tally_.CountRun(RunCount::kMoved, std::min(counts.moved, marked));
  }
  return gone;
}

Result<GoneCounts> TableLedger::EndScan(bool complete, bool accept_gone,
                                        const std::function<bool(std::string_view)>& in_scope) {
  GoneCounts gone;
  gone.known = known_;
  gone.applied = true;
  if (complete && Enter()) {
    gone_asked_ = {accept_gone, in_scope};
    gone = JudgeVanished(true);
    if (!gone.deferred) gone_asked_.reset();
    if (!gone.deferred && gone.applied) {
      names_.EndListing();
      names_.ResolveAll(false);
      gone.lowest_pending = names_.TakePromoted();
    }
  }
  if (Status status = Leave(); !status) return status.failure();
  return gone;
}

Result<SettleCounts> TableLedger::Settle() {
  SettleCounts counts;
  counts.gone.known = known_;
  counts.gone.applied = true;
  if (Enter()) {
    if (gone_asked_) {
      counts.gone = JudgeVanished(false);
      gone_asked_.reset();
      if (counts.gone.applied) names_.EndListing();
    }
    if (counts.gone.applied) {
      names_.ResolveAll(false);
      // Sources that got a name just now, and are in no page yet, come first.
      if (names_.unloaded().value == 0) names_.ResolveAll(true);
      (void)names_.TakePromoted();
      counts.lowest_pending = names_.unloaded();
    }
    counts.waiting = Waiting();
  }
  if (Status status = Leave(); !status) return status.failure();
  return counts;
}

Status TableLedger::AddScanErrors(const std::vector<ScanError>& errors) {
  if (Enter()) {
    for (const ScanError& error : errors) tables_->news().AddScanError(error, context_.run);
    tally_.AddScanErrors(static_cast<int64_t>(errors.size()));
  }
  return Leave();
}

Status TableLedger::ShowWorkers(const std::vector<WorkerRow>& workers) {
  if (Enter()) {
    tables_->news().ReplaceWorkers(workers);
    run_.alive_at = std::max(run_.alive_at, wall_time_());
    tables_->book().Put(run_);
  }
  return Leave();
}

Status TableLedger::ShowProgress(const ProgressRow& progress) {
  if (Enter()) tables_->news().ReplaceProgress(progress);
  return Leave();
}

void TableLedger::WriteSums() {
  tables_->book().Put(tally_.TakeChanges());
  if (run_.times == facts_.times()) return;
  run_.times = facts_.times();
  tables_->book().Put(run_);
}

Status TableLedger::Commit() {
  if (Enter()) {
    WriteSums();
    tables_->Commit();
  }
  Status status = Leave();
  if (status.ok()) {
    committed_ = TallyNow();
    SetMark();
  }
  return status;
}

void TableLedger::SetMark() {
  mark_ = {tally_, intake_.mark(), outputs_.mark(), names_.mark(), gone_asked_, facts_.times()};
}

void TableLedger::ReturnToMark() {
  tally_ = mark_.tally;
  intake_.ReturnTo(mark_.intake);
  outputs_.ReturnTo(mark_.outputs);
  names_.ReturnTo(mark_.names);
  gone_asked_ = mark_.gone_asked;
  facts_.ReturnTo(mark_.times);
  run_.times = mark_.times;
}

Status TableLedger::Recover() {
  PHOTOMILL_CHECK(!closed_);
  if (broken_ && broken_->reason != Reason::kStorageFull) return *broken_;
  tables_->Rollback();
  broken_.reset();
  ReturnToMark();
  return {};
}

Tally TableLedger::TallyNow() const {
  Tally tally = tally_.ToTally(context_.wanted_names);
  tally.orphans += outputs_.replaced();
  return tally;
}

Tally TableLedger::Count() const {
  return broken_ ? committed_ : TallyNow();
}

// Even after a failure, recording the end of the run is worth a try: a disk that is too full for a
// batch of sources may have space for one row.
Status TableLedger::Close(RunEnd end) {
  PHOTOMILL_CHECK(!closed_);
  tables_->Begin();
  if (!broken_) WriteSums();
  run_.end = end;
  // If the clock was set back meanwhile, the run must still not end before it began.
  if (wall_time_) run_.ended_at = std::max(run_.started_at, wall_time_());
  tables_->book().Put(run_);
  tables_->Commit();
  Status status = Leave();
  if (status.ok()) committed_ = TallyNow();
  closed_ = true;
  tables_->Close();
  if (status.ok() && tables_->failure()) return *tables_->failure();
  return status;
}

}  // namespace photomill
