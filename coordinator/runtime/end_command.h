// Executes the user's command after a run (--on_end), with the run's result in its environment.
// Called by the loop's thread when the run is over.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/os/signals.h"
#include "coordinator/ledger/ledger.h"

namespace photomill {

// How a run ended.
struct RunResult {
  RunEnd end = RunEnd::kFailed;
  int exit_code = 0;
  std::string state_folder;
  double seconds = 0;
  Tally tally;
};

// "PHOTOMILL_RESULT=finished", …
std::vector<std::string> EndVariables(const RunResult& result);

// Executes `command` with sh and waits for it. Its output goes to standard error. No signal is
// blocked in it; those that this process receives meanwhile are sent on. A failure of the command
// is a failure here, and changes nothing else.
Status ExecuteEndCommand(const std::string& command, const RunResult& result,
                         SignalListener& signals);

}  // namespace photomill
