#include "coordinator/report/status/run_health.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/progress.h"

namespace photomill {
namespace {

class Judgement {
 public:
  explicit Judgement(const RunStatus& status) : status_(status) {}

  std::vector<RunComplaint> Run() {
    JudgeResults();
    if (status_.liveness.alive) {
      JudgeWork();
    } else {
      JudgeEnd();
    }
    return std::move(complaints_);
  }

 private:
  void Complain(Complaint what, std::string text) {
    complaints_.push_back({what, std::move(text)});
  }

  void JudgeResults() {
    const Tally& tally = status_.summary.tally;
    if (const int64_t failed = FailedOf(tally); failed > 0) {
      Complain(Complaint::kFailures,
               failed == 1 ? "1 photo failed" : CountText(failed) + " photos failed");
    }
    if (tally.scan_errors > 0) {
      Complain(Complaint::kUnreadableFolders,
               CountText(tally.scan_errors) + " folders could not be listed");
    }
  }

  void JudgeEnd() {
    const LedgerSummary& summary = status_.summary;
    const int64_t pending = summary.tally[SourceState::kPending];
    if (!summary.ended_at) {
      Complain(Complaint::kEndedUnexpectedly, "the run ended unexpectedly");
    } else if (summary.ended_as == "failed") {
      Complain(Complaint::kRunFailed, "the run ended with an error: see its log");
    } else if (summary.ended_as == "stopped" && pending > 0) {
      Complain(Complaint::kStopped,
               fmt::format("the run was stopped with {} pending", CountText(pending)));
    } else if (pending > 0) {
      Complain(Complaint::kPending,
               fmt::format("{} pending, and no run is working on {}",
                           pending == 1 ? "1 photo is" : CountText(pending) + " photos are",
                           pending == 1 ? "it" : "them"));
    }
  }

  void JudgeWork() {
    const std::vector<WorkerRow>& workers = status_.summary.workers;
    const WorkerRow* set_aside = AllSetAside(workers);
    const ProgressRow& progress = status_.summary.progress;
    if (set_aside != nullptr) {
      Complain(Complaint::kPaused, "every worker is " + Escaped(set_aside->state));
    } else if (HasProgress(status_) && !progress.paused.empty()) {
      Complain(Complaint::kPaused, "the run is paused: " + Escaped(progress.paused));
    }
    const auto waits = [](const WorkerRow& row) {
      return row.standing == WorkerStanding::kNoAnswer;
    };
    const auto silent = std::find_if(workers.begin(), workers.end(), waits);
    if (silent != workers.end()) {
      Complain(Complaint::kStoreSilent,
               fmt::format("{}: {}", Escaped(silent->name), Escaped(silent->state)));
    }
    if (IsLedgerSilent(status_)) {
      Complain(Complaint::kLedgerSilent, "the ledger is not being written");
    }
    const size_t lost = WorkersOf(workers, WorkerStanding::kLost) +
                        WorkersOf(workers, WorkerStanding::kConnectionLost);
    if (lost > 0) {
      Complain(Complaint::kWorkersLost,
               fmt::format("{} {} lost", lost, lost == 1 ? "worker is" : "workers are"));
    }
    const size_t aside = WorkersOf(workers, WorkerStanding::kSetAside);
    if (aside > 0) {
      Complain(Complaint::kWorkersSetAside,
               fmt::format("{} {} set aside", aside, aside == 1 ? "worker is" : "workers are"));
    }
  }

  const RunStatus& status_;
  std::vector<RunComplaint> complaints_;
};

}  // namespace

std::string_view ComplaintWord(Complaint complaint) {
  constexpr std::array<std::string_view, kComplaintCount> kWords = {
      "failures", "unreadable_folders", "ended_unexpectedly", "run_failed",   "stopped",
      "paused",   "store_silent",       "ledger_silent",      "workers_lost", "workers_set_aside",
      "pending"};
  return kWords[static_cast<size_t>(complaint)];
}

std::vector<RunComplaint> JudgeRun(const RunStatus& status) {
  return Judgement(status).Run();
}

}  // namespace photomill
