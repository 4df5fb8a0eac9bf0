// What a run came to: how it ended, and the exit code that says so.
#pragma once

#include <optional>

#include "coordinator/runtime/run_view.h"

namespace photomill {

// What cut a run short; nothing of it where the loop itself came to an end.
struct RunCut {
  bool early = false;              // a second signal, or local workers that cannot work
  std::optional<Failure> failure;  // why it cannot go on
};

// Whether the listing has shown all that the run is about: failures that it did not show are those
// of earlier runs.
bool ListedAll(const RunView& run);

RunEnd EndOf(const RunView& run, CoordinatorLoop::State loop_end, const RunCut& cut);

// An empty folder is mostly the wrong one, or not mounted.
bool NothingToMigrate(const RunView& run, RunEnd end);

int ExitCodeOf(const RunView& run, RunEnd end);

}  // namespace photomill
