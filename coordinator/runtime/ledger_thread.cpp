#include "coordinator/runtime/ledger_thread.h"

#include <algorithm>
#include <utility>

#include "common/base/limits.h"

namespace photomill {
namespace {

// Several, spread over the batch: each may be gone by the time a worker looks for it.
std::vector<StoreSample> SamplesOf(const std::vector<ListedObject>& objects) {
  std::vector<StoreSample> samples;
  const size_t count = std::min(objects.size(), limits::kStoreSamplesMax);
  for (size_t i = 0; i < count; ++i) {
    const ListedObject& object = objects[i * objects.size() / count];
    samples.push_back({object.key, object.version.size, object.version.mtime_ns});
  }
  return samples;
}

}  // namespace

LedgerThread::LedgerThread(std::unique_ptr<Ledger> ledger, Duration retry)
    : ledger_(std::move(ledger)),
      retry_(retry),
      durable_(ledger_->Count()),
      thread_([this] { Run(); }) {}

LedgerThread::~LedgerThread() {
  (void)Close(RunEnd::kFailed).ok();
}

// --- the loop's thread --------------------------------------------------------------------------

void LedgerThread::Submit(LedgerRequest request) {
  const std::lock_guard lock(mutex_);
  if (closing_ || failure_) return;
  if (std::holds_alternative<ledger_request::ShowWorkers>(request)) {
    // Nothing waits for an older one, and they would pile up while the ledger has no room.
    std::erase_if(requests_, [](const LedgerRequest& older) {
      return std::holds_alternative<ledger_request::ShowWorkers>(older);
    });
  }
  requests_.push_back(std::move(request));
  work_.notify_one();
}

bool LedgerThread::Poll(LedgerReply& reply) {
  std::optional<LedgerReply> next = replies_.Pop();
  if (next) reply = std::move(*next);
  return next.has_value();
}

Tally LedgerThread::DurableTally() const {
  const std::lock_guard lock(mutex_);
  return durable_;
}

LedgerWork LedgerThread::WorkSoFar() const {
  const std::lock_guard lock(mutex_);
  LedgerWork work = work_so_far_;
  if (busy_since_) work.busy += clock_.Now() - *busy_since_;
  work.queued = requests_.size();
  return work;
}

Status LedgerThread::Close(RunEnd end) {
  {
    const std::lock_guard lock(mutex_);
    if (!closing_) closing_ = end;
    work_.notify_one();
    room_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  return closed_;
}

// --- the scanner's thread -----------------------------------------------------------------------

bool LedgerThread::SubmitScan(std::vector<ListedObject> objects, std::vector<ScanError> errors) {
  return PushScan(ScanBatch{std::move(objects), std::move(errors)});
}

bool LedgerThread::SubmitScanEnd(bool complete, bool accept_gone,
                                 std::function<bool(std::string_view)> in_scope) {
  return PushScan(ScanEnd{complete, accept_gone, std::move(in_scope)});
}

bool LedgerThread::PushScan(ScanItem item) {
  std::unique_lock lock(mutex_);
  room_.wait(lock,
             [this] { return closing_ || failure_ || scans_.size() < limits::kScanBatchesQueued; });
  if (closing_ || failure_) return false;
  scans_.push_back(std::move(item));
  work_.notify_one();
  return true;
}

// --- the ledger's thread ------------------------------------------------------------------------

void LedgerThread::Run() {
  for (;;) {
    Round round = NextRound();
    const bool closing = round.closing;
    Work(std::move(round));
    if (closing) break;
  }
  Status status = ledger_->Close(*closing_);  // does not change once it is set
  const std::lock_guard lock(mutex_);
  durable_ = ledger_->Count();
  closed_ = failure_ ? Status(*failure_) : std::move(status);
}

bool LedgerThread::HasWork() const {
  return closing_ || (!failure_ && (!requests_.empty() || !scans_.empty()));
}

// Waits until there is work or the group is due for its commit.
LedgerThread::Round LedgerThread::NextRound() {
  std::unique_lock lock(mutex_);
  if (busy_since_) work_so_far_.busy += clock_.Now() - *busy_since_;
  busy_since_.reset();
  const auto has_work = [this] { return HasWork(); };
  if (group_since_) {
    work_.wait_for(lock, UntilCommit(), has_work);
  } else {
    work_.wait(lock, has_work);
  }
  busy_since_ = clock_.Now();
  Round round;
  round.closing = closing_.has_value();
  round.requests = std::exchange(requests_, {});
  if (!round.closing && !scans_.empty()) {
    round.scan = std::move(scans_.front());
    scans_.pop_front();
    room_.notify_one();
  }
  return round;
}

void LedgerThread::Work(Round round) {
  for (LedgerRequest& request : round.requests) open_.emplace_back(std::move(request));
  if (round.scan) open_.emplace_back(*std::move(round.scan));
  Status status = Advance(round.closing);
  if (!status.ok() && status.failure().reason == Reason::kStorageFull) {
    status = WaitForRoom(status.failure());
  }
  if (!status.ok()) Fail(status.failure());
}

Status LedgerThread::Advance(bool now) {
  while (done_ < open_.size()) {
    if (Status status = Do(open_[done_]); !status) return status;
    ++done_;
    if (!group_since_) DropDone();  // committed with it, or never
  }
  const bool due = group_since_ && (now || UntilCommit() <= Duration::zero());
  return due ? CommitGroup() : Status();
}

Status LedgerThread::StartOver() {
  if (Status status = ledger_->Recover(); !status) return status;
  group_since_.reset();
  group_facts_ = 0;
  after_commit_.clear();
  done_ = 0;
  return Advance(true);
}

Status LedgerThread::WaitForRoom(Failure full) {
  replies_.Push(ledger_reply::LedgerPaused{full});
  Status status(std::move(full));
  Duration wait = retry_;
  for (bool closing = false; !closing;) {
    closing = !Sleep(wait);
    wait = std::min(2 * wait, limits::kLedgerRetryMax);
    status = StartOver();
    if (status.ok()) replies_.Push(ledger_reply::LedgerResumed{});
    if (status.ok() || status.failure().reason != Reason::kStorageFull) break;
  }
  return status;
}

bool LedgerThread::Sleep(Duration duration) {
  std::unique_lock lock(mutex_);
  return !work_.wait_for(lock, duration, [this] { return closing_.has_value(); });
}

Status LedgerThread::Do(const Item& item) {
  const auto answer = [this](const auto& work) { return Answer(work); };
  return std::visit([&](const auto& kind) { return std::visit(answer, kind); }, item);
}

Status LedgerThread::Answer(const ledger_request::RecordFacts& request) {
  Result<std::vector<bool>> applied = ledger_->Record(request.facts);
  if (!applied) return applied.failure();
  group_facts_ += request.facts.size();
  Await(ledger_reply::FactsDurable{*std::move(applied), ledger_->TakePromoted()});
  return group_facts_ >= limits::kCommitFacts ? CommitGroup() : Status();
}

// After a crash, the id of a source that was not durable could refer to another source: no task is
// sent before its row is durable.
Status LedgerThread::Answer(const ledger_request::LoadPending& request) {
  if (Status status = CommitGroup(); !status) return status;
  Result<PendingPage> page =
      ledger_->LoadPending(request.after, request.tasks_max, limits::kPageRowsVisited);
  if (!page) return page.failure();
  replies_.Push(ledger_reply::PendingLoaded{*std::move(page)});
  return {};
}

Status LedgerThread::Answer(const ledger_request::SettleWaiting&) {
  Result<SettleCounts> counts = ledger_->Settle();
  if (!counts) return counts.failure();
  Await(ledger_reply::WaitingSettled{*counts});
  return CommitGroup();
}

Status LedgerThread::Answer(const ledger_request::ShowWorkers& request) {
  Status status = ledger_->ShowWorkers(request.workers);
  if (status.ok()) status = ledger_->ShowProgress(request.progress);
  if (status.ok()) Await(std::nullopt);
  return status;
}

Status LedgerThread::Answer(const ScanBatch& batch) {
  Result<IntakeCounts> counts = ledger_->Intake(batch.objects);
  if (!counts) return counts.failure();
  if (!batch.errors.empty()) {
    if (Status status = ledger_->AddScanErrors(batch.errors); !status) return status;
  }
  Await(ledger_reply::IntakeDone{*counts, SamplesOf(batch.objects)});
  return {};
}

Status LedgerThread::Answer(const ScanEnd& end) {
  Result<GoneCounts> gone = ledger_->EndScan(end.complete, end.accept_gone, end.in_scope);
  if (!gone) return gone.failure();
  Await(ledger_reply::ScanDone{end.complete, *gone});
  return CommitGroup();
}

void LedgerThread::Await(std::optional<LedgerReply> reply) {
  if (!group_since_) group_since_ = clock_.Now();
  if (reply) after_commit_.push_back(std::move(*reply));
}

Duration LedgerThread::UntilCommit() const {
  return *group_since_ + limits::kCommitInterval - clock_.Now();
}

Status LedgerThread::CommitGroup() {
  if (!group_since_) return {};
  const Instant start = clock_.Now();
  if (Status status = ledger_->Commit(); !status) return status;
  group_since_.reset();
  group_facts_ = 0;
  {
    const std::lock_guard lock(mutex_);
    durable_ = ledger_->Count();
    ++work_so_far_.commits;
    work_so_far_.committing += clock_.Now() - start;
  }
  for (LedgerReply& reply : after_commit_) replies_.Push(std::move(reply));
  after_commit_.clear();
  DropDone();
  return {};
}

void LedgerThread::DropDone() {
  open_.erase(open_.begin(), open_.begin() + static_cast<ptrdiff_t>(done_));
  done_ = 0;
}

// Everything that was waiting for its commit is rolled back and never answered.
void LedgerThread::Fail(const Failure& failure) {
  group_since_.reset();
  after_commit_.clear();
  open_.clear();
  done_ = 0;
  {
    const std::lock_guard lock(mutex_);
    failure_ = failure;
    requests_.clear();
    scans_.clear();
    room_.notify_all();
  }
  replies_.Push(ledger_reply::LedgerFailed{failure});
}

}  // namespace photomill
