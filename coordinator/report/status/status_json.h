// The object that `photomill status --json` prints. Pure.
#pragma once

#include <string>

#include "coordinator/report/status/run_status.h"

namespace photomill {

// One JSON object in one line; docs/commands.md has its fields.
std::string StatusJson(const RunStatus& status);

}  // namespace photomill
