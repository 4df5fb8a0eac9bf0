#include "tests/sim/ledger_box.h"

#include <algorithm>

#include "common/base/check.h"

namespace photomill::sim {

LedgerBox::LedgerBox(const SimClock& clock, Random& random, std::unique_ptr<Ledger> ledger,
                     bool accept_gone, LedgerWitness& witness)
    : clock_(clock),
      random_(random),
      ledger_(std::move(ledger)),
      accept_gone_(accept_gone),
      witness_(witness),
      tally_(ledger_->Count()) {}

LedgerBox::~LedgerBox() {
  witness_.OnLost();
}

void LedgerBox::Submit(LedgerRequest request) {
  requests_.push_back(std::move(request));
}

bool LedgerBox::Poll(LedgerReply& reply) {
  if (replies_.empty()) return false;
  reply = std::move(replies_.front());
  replies_.pop_front();
  return true;
}

void LedgerBox::Scan(std::vector<ListedObject> listing) {
  listing_ = std::move(listing);
  listed_ = listed_durably_ = 0;
  scan_ended_ = scan_ended_durably_ = false;
}

void LedgerBox::Step() {
  const Instant now = clock_.Now();
  if (now < stalled_until_) return;
  if (paused_) {
    if (disk_full_) return;
    paused_ = false;
    replies_.emplace_back(ledger_reply::LedgerResumed{});
  }
  if (now >= next_work_) {
    next_work_ = now + Between(random_, 0, 20);
    while (!requests_.empty()) {
      Take(requests_.front());
      since_commit_.push_back(std::move(requests_.front()));
      requests_.pop_front();
      if (random_.Below(4) == 0) break;
    }
  }
  if (!scan_ended_ && now >= next_scan_) {
    next_scan_ = now + Between(random_, 10, 300);
    TakeScan();
  }
  if (now >= next_commit_) {
    next_commit_ = now + Between(random_, 10, 60);
    Commit();
  }
}

void LedgerBox::Take(LedgerRequest& request) {
  if (auto* record = std::get_if<ledger_request::RecordFacts>(&request)) {
    const Result<std::vector<bool>> applied = ledger_->Record(record->facts);
    PHOTOMILL_CHECK(applied.ok());
    Note(record->facts, *applied);
    after_commit_.emplace_back(ledger_reply::FactsDurable{*applied, ledger_->TakePromoted()});
  } else if (const auto* load = std::get_if<ledger_request::LoadPending>(&request)) {
    // Pages of a few rows, so that the cursor is exercised.
    const size_t tasks_max = std::min<size_t>(load->tasks_max, 1 + random_.Below(40));
    Result<PendingPage> page = ledger_->LoadPending(load->after, tasks_max, 50);
    PHOTOMILL_CHECK(page.ok());
    after_commit_.emplace_back(ledger_reply::PendingLoaded{*std::move(page)});
  } else if (std::holds_alternative<ledger_request::SettleWaiting>(request)) {
    const Result<SettleCounts> counts = ledger_->Settle();
    PHOTOMILL_CHECK(counts.ok());
    after_commit_.emplace_back(ledger_reply::WaitingSettled{*counts});
  } else {
    const auto& show = std::get<ledger_request::ShowWorkers>(request);
    PHOTOMILL_CHECK(ledger_->ShowWorkers(show.workers).ok());
    PHOTOMILL_CHECK(ledger_->ShowProgress(show.progress).ok());
  }
}

void LedgerBox::TakeScan() {
  const size_t count = std::min<size_t>(listing_.size() - listed_, random_.Below(40));
  if (count > 0) {
    const auto first = listing_.begin() + static_cast<ptrdiff_t>(listed_);
    const std::vector<ListedObject> objects(first, first + static_cast<ptrdiff_t>(count));
    const Result<IntakeCounts> counts = ledger_->Intake(objects);
    PHOTOMILL_CHECK(counts.ok());
    after_commit_.emplace_back(ledger_reply::IntakeDone{
        *counts, {std::vector{StoreSample{objects.front().key, objects.front().version.size}}}});
    listed_ += count;
  }
  if (listed_ < listing_.size()) return;
  scan_ended_ = true;
  const Result<GoneCounts> gone =
      ledger_->EndScan(true, accept_gone_, [](std::string_view) { return true; });
  PHOTOMILL_CHECK(gone.ok());
  after_commit_.emplace_back(ledger_reply::ScanDone{true, *gone});
}

void LedgerBox::Note(const std::vector<Fact>& facts, const std::vector<bool>& applied) {
  for (size_t i = 0; i < facts.size(); ++i) {
    if (applied[i]) std::visit([this](const auto& fact) { witness_.OnRecorded(fact); }, facts[i]);
  }
}

void LedgerBox::Commit() {
  if (disk_full_) {
    Pause();
    return;
  }
  PHOTOMILL_CHECK(ledger_->Commit().ok());
  witness_.OnCommitted();
  tally_ = ledger_->Count();
  for (LedgerReply& reply : after_commit_) replies_.push_back(std::move(reply));
  after_commit_.clear();
  since_commit_.clear();
  listed_durably_ = listed_;
  scan_ended_durably_ = scan_ended_;
}

// Work that waits for its commit is undone, and repeated when there is room.
void LedgerBox::Pause() {
  paused_ = true;
  PHOTOMILL_CHECK(ledger_->Recover().ok());
  for (; !since_commit_.empty(); since_commit_.pop_back()) {
    requests_.push_front(std::move(since_commit_.back()));
  }
  after_commit_.clear();
  listed_ = listed_durably_;
  scan_ended_ = scan_ended_durably_;
  witness_.OnLost();
  replies_.emplace_back(
      ledger_reply::LedgerPaused{{Reason::kStorageFull, "the ledger's disk is full (simulated)"}});
}

}  // namespace photomill::sim
