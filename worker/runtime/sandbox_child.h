// The process that runs one task, or only reads its source's header. It sets its own limits, works,
// and leaves the result in memory files that its engine reads. It does not use stores or the network.
#pragma once

#include "worker/runtime/sandbox_order.h"

namespace photomill {

// Returns the exit code. Any other end of the process is caused by the image.
int ExecuteSandboxed(const SandboxOrder& order);

}  // namespace photomill
