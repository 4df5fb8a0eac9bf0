// The state of a run at one moment, for progress listeners.
#pragma once

#include "coordinator/report/progress.h"
#include "coordinator/runtime/run_view.h"

namespace photomill {

// Objects that this run's scan has seen.
int64_t ListedSources(const CoordinatorLoop& loop);

// What the ledger shows of a complete snapshot.
ProgressRow ProgressRowOf(const ProgressSnapshot& snapshot, UnixMillis now);

// `farewell`: workers are leaving, and the run does not wait for others.
ProgressSnapshot SnapshotOf(const RunView& run, Instant now, bool farewell);

}  // namespace photomill
