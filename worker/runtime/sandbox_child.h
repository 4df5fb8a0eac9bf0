// The process that executes one task: sets its own limits, decodes, derives, encodes, and leaves
// the result in files in memory that its engine reads. It sees no store and no network.
#pragma once

#include "worker/runtime/sandbox_order.h"

namespace photomill {

// The exit code. Whatever else happens to the process is the picture's doing.
int ExecuteSandboxed(const SandboxOrder& order);

}  // namespace photomill
