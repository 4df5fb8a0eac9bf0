// The page that `photomill status` prints. Pure.
#pragma once

#include <string>

#include "coordinator/report/status/run_status.h"

namespace photomill {

// `check`: also says whether the run needs attention (run_health).
std::string RenderStatus(const RunStatus& status, bool check);

}  // namespace photomill
