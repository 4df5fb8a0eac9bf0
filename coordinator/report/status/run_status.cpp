#include "coordinator/report/status/run_status.h"

#include <algorithm>

namespace photomill {

bool IsLedgerSilent(const RunStatus& status) {
  const LedgerSummary& summary = status.summary;
  return status.liveness.alive && summary.alive_at > 0 &&
         status.now - summary.alive_at >= kSignOfLifeMax;
}

bool HasProgress(const RunStatus& status) {
  const UnixMillis at = status.summary.progress.at;
  return status.liveness.alive && at > 0 && status.now - at < kSignOfLifeMax;
}

bool IsCoordinator(const WorkerRow& row) {
  return row.slots == 0 && row.name == kCoordinatorRow;
}

const WorkerRow* AllSetAside(const std::vector<WorkerRow>& workers) {
  const WorkerRow* set_aside = nullptr;
  for (const WorkerRow& worker : workers) {
    if (!IsRegistered(worker.standing) || IsCoordinator(worker)) continue;
    if (worker.standing != WorkerStanding::kSetAside) return nullptr;
    set_aside = &worker;
  }
  return set_aside;
}

size_t WorkersOf(const std::vector<WorkerRow>& workers, WorkerStanding standing) {
  return static_cast<size_t>(
      std::count_if(workers.begin(), workers.end(), [&](const WorkerRow& worker) {
        return worker.standing == standing && !IsCoordinator(worker);
      }));
}

}  // namespace photomill
