#include "cli/run_liveness.h"

#include <fmt/core.h>

#include "common/base/text.h"
#include "coordinator/start/state_folder.h"

namespace photomill {

Result<LedgerSummary> ReadLastRun(const std::string& state) {
  if (const std::optional<FileDescriptor> held = HoldIfFree(state)) (void)MendLedger(state);
  Result<LedgerSummary> summary = ReadLedgerSummary(state);
  if (summary && summary->run == 0) {
    return Invalid(fmt::format(
        "no run has begun in {} yet: its ledger is being created; try again in a moment",
        Escaped(state)));
  }
  return summary;
}

// Other commands hold the lock, too, and so does a run that has not begun yet. A holder that is not
// known (the lock's file can be written later) is taken for the run.
Liveness FindLiveness(const LedgerSummary& summary, const std::string& state, UnixMillis now) {
  Liveness liveness;
  const Result<std::optional<StateHolder>> found = FindStateHolder(state);
  if (!found) {
    liveness.alive = !summary.ended_at && now - summary.alive_at < kSignOfLifeMax;
    liveness.process = summary.process;
    liveness.host = summary.host;
    return liveness;
  }
  liveness.by_lock = true;
  if (!*found) return liveness;
  const StateHolder& holder = **found;
  if (holder.process != 0 && holder.process != summary.process) {
    liveness.other_process = holder.process;
    liveness.other_host = holder.host;
    return liveness;
  }
  liveness.alive = true;
  liveness.process = holder.process;
  liveness.host = holder.host;
  liveness.serves = holder.serves;
  liveness.insecure = holder.insecure;
  return liveness;
}

}  // namespace photomill
