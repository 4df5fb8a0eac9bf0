// A ledger that a test can block, make fail, and ask which calls were made: it passes every call on
// to a real one.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/ledger/ledger.h"

namespace photomill {

// Shared by the test and the ledger, which another thread owns.
class Gate {
 public:
  // The next call of `verb` waits until Open().
  void Shut(const std::string& verb) {
    const std::lock_guard lock(mutex_);
    shut_ = verb;
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    shut_.reset();
    changed_.notify_all();
  }
  // Waits until a call is blocked.
  void AwaitArrival() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  // From now on every call of `verb` fails, or this many.
  void Break(const std::string& verb, Failure failure, int times = 1'000'000) {
    const std::lock_guard lock(mutex_);
    broken_ = {verb, std::move(failure)};
    failures_left_ = times;
  }
  void Mend() {
    const std::lock_guard lock(mutex_);
    broken_ = {};
  }
  [[nodiscard]] std::vector<std::string> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

  Status Pass(const std::string& verb) {
    std::unique_lock lock(mutex_);
    calls_.push_back(verb);
    while (shut_ == verb) {
      waiting_ = true;
      changed_.notify_all();
      changed_.wait(lock);
    }
    waiting_ = false;
    if (broken_.first != verb || failures_left_ == 0) return {};
    --failures_left_;
    return broken_.second;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::string> shut_;
  bool waiting_ = false;
  std::pair<std::string, Failure> broken_;
  int failures_left_ = 0;
  std::vector<std::string> calls_;
};

class GatedLedger final : public Ledger {
 public:
  GatedLedger(std::unique_ptr<Ledger> ledger, std::shared_ptr<Gate> gate)
      : ledger_(std::move(ledger)), gate_(std::move(gate)) {}

  Result<IntakeCounts> Intake(const std::vector<ListedObject>& objects) override {
    if (Status status = gate_->Pass("Intake"); !status.ok()) return status.failure();
    return ledger_->Intake(objects);
  }
  Result<std::vector<bool>> Record(const std::vector<Fact>& facts) override {
    if (Status status = gate_->Pass("Record"); !status.ok()) return status.failure();
    return ledger_->Record(facts);
  }
  SourceId TakePromoted() override { return ledger_->TakePromoted(); }
  Result<SettleCounts> Settle() override {
    if (Status status = gate_->Pass("Settle"); !status.ok()) return status.failure();
    return ledger_->Settle();
  }
  Result<PendingPage> LoadPending(SourceId after, size_t tasks_max, int64_t rows_max) override {
    if (Status status = gate_->Pass("LoadPending"); !status.ok()) return status.failure();
    return ledger_->LoadPending(after, tasks_max, rows_max);
  }
  Result<GoneCounts> EndScan(bool complete, bool accept_gone,
                             const std::function<bool(std::string_view)>& in_scope) override {
    if (Status status = gate_->Pass("EndScan"); !status.ok()) return status.failure();
    return ledger_->EndScan(complete, accept_gone, in_scope);
  }
  Status AddScanErrors(const std::vector<ScanError>& errors) override {
    if (Status status = gate_->Pass("AddScanErrors"); !status.ok()) return status;
    return ledger_->AddScanErrors(errors);
  }
  Status ShowWorkers(const std::vector<WorkerRow>& workers) override {
    if (Status status = gate_->Pass("ShowWorkers"); !status.ok()) return status;
    return ledger_->ShowWorkers(workers);
  }
  Status ShowProgress(const ProgressRow& progress) override {
    return ledger_->ShowProgress(progress);
  }
  Status Commit() override {
    if (Status status = gate_->Pass("Commit"); !status.ok()) return status;
    return ledger_->Commit();
  }
  Status Recover() override {
    if (Status status = gate_->Pass("Recover"); !status.ok()) return status;
    return ledger_->Recover();
  }
  [[nodiscard]] Tally Count() const override { return ledger_->Count(); }
  Status Close(RunEnd end) override {
    if (Status status = gate_->Pass("Close"); !status.ok()) return status;
    return ledger_->Close(end);
  }

 private:
  std::unique_ptr<Ledger> ledger_;
  std::shared_ptr<Gate> gate_;
};

}  // namespace photomill
