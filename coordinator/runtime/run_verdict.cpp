#include "coordinator/runtime/run_verdict.h"

#include <algorithm>

#include "coordinator/runtime/run_snapshot.h"

namespace photomill {
namespace {

bool HasFailures(const RunView& run) {
  const Tally tally = run.ledger.DurableTally();
  const auto& failures = ListedAll(run) ? tally.failed_listed : tally.failed;
  const bool failed =
      std::any_of(failures.begin(), failures.end(), [](int64_t n) { return n > 0; });
  // Pending sources of an earlier run may be outside this run's scope; otherwise none must be left.
  const bool whole_library = run.options.include.empty() && run.options.exclude.empty() &&
                             run.listing.left_out().system.empty();
  const bool left_to_do =
      whole_library && !run.listing.limited() && tally[SourceState::kPending] > 0;
  return failed || tally.scan_errors > 0 || left_to_do ||
         !(run.loop.scan_complete() || run.listing.limited());
}

}  // namespace

bool ListedAll(const RunView& run) {
  return run.loop.scan_ended() && (run.loop.scan_complete() || run.listing.limited());
}

RunEnd EndOf(const RunView& run, CoordinatorLoop::State loop_end, const RunCut& cut) {
  if (cut.failure || loop_end == CoordinatorLoop::State::kFailed) return RunEnd::kFailed;
  if (loop_end != CoordinatorLoop::State::kFinished || cut.early) return RunEnd::kStopped;
  return HasFailures(run) ? RunEnd::kFinishedWithFailures : RunEnd::kFinished;
}

bool NothingToMigrate(const RunView& run, RunEnd end) {
  return end == RunEnd::kFinished && ListedSources(run.loop) == 0 &&
         run.ledger.DurableTally().known() == 0;
}

int ExitCodeOf(const RunView& run, RunEnd end) {
  switch (end) {
    case RunEnd::kFinished:
      return NothingToMigrate(run, end) ? kExitCannotStart : kExitDone;
    case RunEnd::kFinishedWithFailures:
      return kExitWithFailures;
    case RunEnd::kStopped:
    case RunEnd::kFailed:
      break;
  }
  return kExitStopped;
}

}  // namespace photomill
