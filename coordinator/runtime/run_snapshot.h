// How a run stands at a moment, for those who follow its progress.
#pragma once

#include "coordinator/report/progress.h"
#include "coordinator/runtime/run_view.h"

namespace photomill {

// Objects that this run's scan has seen.
int64_t ListedSources(const CoordinatorLoop& loop);

// `farewell`: workers are leaving, and no others are waited for.
ProgressSnapshot SnapshotOf(const RunView& run, Instant now, bool farewell);

}  // namespace photomill
