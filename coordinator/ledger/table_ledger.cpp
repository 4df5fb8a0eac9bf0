#include "coordinator/ledger/table_ledger.h"

#include "coordinator/ledger/plausible.h"

namespace photomill {
namespace {

constexpr size_t kVanishedAtOnce = 10'000;  // ids held while sources are marked as gone

}  // namespace

TableLedger::TableLedger(std::unique_ptr<LedgerTables> tables, Start start)
    : tables_(std::move(tables)),
      context_(std::move(start.context)),
      run_(std::move(start.run)),
      tally_(std::move(start.tally)),
      committed_(tally_.ToTally(context_.recipe)),
      known_(committed_.known() - committed_[SourceState::kGone]),
      wall_time_(std::move(start.wall_time)),
      outputs_(*tables_, tally_, context_, start.replaced),
      intake_(*tables_, tally_, context_, outputs_, start.last_source),
      facts_(*tables_, tally_, context_, outputs_) {
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
  }
  if (Status status = Leave(); !status) return status.failure();
  return counts;
}

Result<std::vector<bool>> TableLedger::Record(const std::vector<Fact>& facts) {
  std::vector<bool> counted;
  counted.reserve(facts.size());
  if (Enter()) {
    for (const Fact& fact : facts) counted.push_back(facts_.Write(fact));
  }
  if (Status status = Leave(); !status) return status.failure();
  return counted;
}

// The last thing that became of it was the death of a process that executed it.
bool TableLedger::IsSuspectRow(const SourceRow& row) {
  return row.crashes > 0 || row.reason == Reason::kCrashed || row.reason == Reason::kTimedOut;
}

Result<PendingPage> TableLedger::LoadPending(SourceId after, size_t tasks_max, int64_t rows_max) {
  PHOTOMILL_CHECK(!closed_);
  PendingPage page;
  page.through = after;
  int64_t rows = 0;
  std::optional<std::string> damage;
  const auto visit = [&](const SourceRow& row) {
    if (page.tasks.size() >= tasks_max || rows >= rows_max) return false;
    ++rows;
    page.through = row.id;
    if (row.state != SourceState::kPending || row.scan != context_.run) return true;
    page.tasks.push_back(
        Task{row.id, row.key, row.version, row.lacks, row.crashes, IsSuspectRow(row)});
    damage = FindDamage(page.tasks.back(), context_.all);
    return !damage;
  };
  if (!broken_) page.at_end = tables_->sources().ReadAfter(after, visit);
  if (damage) Break(tables_->Damaged(*damage));
  if (Status status = Leave(); !status) return status.failure();
  return page;
}

bool TableLedger::Vanished(const SourceRow& row,
                           const std::function<bool(std::string_view)>& in_scope) const {
  return row.scan < context_.run && row.state != SourceState::kGone && in_scope(row.key);
}

int64_t TableLedger::CountVanished(const std::function<bool(std::string_view)>& in_scope) {
  if (intake_.seen_again() == known_) return 0;  // no need to look through millions of rows
  int64_t vanished = 0;
  tables_->sources().ReadAfter(SourceId{0}, [&](const SourceRow& row) {
    vanished += Vanished(row, in_scope) ? 1 : 0;
    return true;
  });
  return vanished;
}

void TableLedger::MarkVanished(const std::function<bool(std::string_view)>& in_scope) {
  SourceId after{0};
  for (bool at_end = false; !at_end && !tables_->failure();) {
    std::vector<SourceRow> rows;
    at_end = tables_->sources().ReadAfter(after, [&](const SourceRow& row) {
      if (rows.size() >= kVanishedAtOnce) return false;
      after = row.id;
      if (Vanished(row, in_scope)) rows.push_back(row);
      return true;
    });
    for (SourceRow& row : rows) {
      tally_.RemoveSource(row);
      row.state = SourceState::kGone;
      row.lacks = {};
      tally_.AddSource(row);
      tables_->sources().Update(row);
    }
  }
}

Result<GoneCounts> TableLedger::EndScan(bool complete, bool accept_gone,
                                        const std::function<bool(std::string_view)>& in_scope) {
  GoneCounts gone;
  gone.known = known_;
  gone.applied = true;
  if (complete && Enter()) {
    gone.vanished = CountVanished(in_scope);
    gone.applied = accept_gone || !TooManyGone(gone.vanished, gone.known);
    if (gone.applied && gone.vanished > 0) MarkVanished(in_scope);
  }
  if (Status status = Leave(); !status) return status.failure();
  return gone;
}

Status TableLedger::AddScanErrors(const std::vector<ScanError>& errors) {
  if (Enter()) {
    for (const ScanError& error : errors) tables_->news().AddScanError(error, context_.run);
    tally_.AddScanErrors(static_cast<int64_t>(errors.size()));
  }
  return Leave();
}

Status TableLedger::ShowWorkers(const std::vector<WorkerRow>& workers) {
  if (Enter()) tables_->news().ReplaceWorkers(workers);
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
    committed_ = tally_.ToTally(context_.recipe);
    SetMark();
  }
  return status;
}

void TableLedger::SetMark() {
  mark_ = {tally_, intake_.mark(), outputs_.replaced(), facts_.times()};
}

void TableLedger::ReturnToMark() {
  tally_ = mark_.tally;
  intake_.ReturnTo(mark_.intake);
  outputs_.ReturnTo(mark_.replaced);
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

Tally TableLedger::Count() const {
  return broken_ ? committed_ : tally_.ToTally(context_.recipe);
}

// After a failure the end of the run is still worth a try: a disk that is full for a batch of
// sources may have room for one row.
Status TableLedger::Close(RunEnd end) {
  PHOTOMILL_CHECK(!closed_);
  tables_->Begin();
  if (!broken_) WriteSums();
  run_.end = end;
  if (wall_time_) run_.ended_at = wall_time_();
  tables_->book().Put(run_);
  tables_->Commit();
  const Status status = Leave();
  if (status.ok()) committed_ = tally_.ToTally(context_.recipe);
  closed_ = true;
  tables_->Close();
  if (status.ok() && tables_->failure()) return *tables_->failure();
  return status;
}

}  // namespace photomill
