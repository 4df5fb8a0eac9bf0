// A complete run of the coordinator, from checked options to a documented exit code.
#pragma once

#include "coordinator/start/options.h"

namespace photomill {

// Blocks until the run ends. Reports events on standard error and prints the summary on standard
// output. Must be called from the main thread, before any other thread is created.
int RunCoordinator(const CoordinatorOptions& options);

}  // namespace photomill
