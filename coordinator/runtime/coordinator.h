// A whole run of the coordinator, from checked options to an exit code of the contract.
#pragma once

#include "coordinator/start/options.h"

namespace photomill {

// Blocks until the run ends. Says what happens on standard error, prints the summary on standard
// output. Call it from the main thread, before any other thread is made.
int RunCoordinator(const CoordinatorOptions& options);

}  // namespace photomill
