// The verdict on a run: how it ended, and the matching exit code.
#pragma once

#include <optional>

#include "coordinator/runtime/run_view.h"

namespace photomill {

// What cut a run short; empty if the loop itself came to an end.
struct RunCut {
  bool early = false;              // a second signal, or local workers that cannot work
  std::optional<Failure> failure;  // why the run cannot continue
};

// Whether the listing has shown everything in the run's scope: failures that it did not show are
// from earlier runs.
bool ListedAll(const RunView& run);

RunEnd EndOf(const RunView& run, CoordinatorLoop::State loop_end, const RunCut& cut);

// Whether the run found nothing: an empty folder is usually the wrong one, or not mounted.
bool NothingToMigrate(const RunView& run, RunEnd end);

int ExitCodeOf(const RunView& run, RunEnd end);

}  // namespace photomill
