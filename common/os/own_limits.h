// Limits that a process sets for itself before it does something that it does not trust, and what
// tells afterwards that one of them was hit.
#pragma once

#include <cstdint>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

// This process may take so much memory beyond what it has now: allocations fail then.
Status LimitOwnMemory(uint64_t more_bytes);

// SIGXCPU after so much processor time in all, rounded up to seconds.
Status LimitOwnProcessorTime(Duration time);

// SIGXFSZ where it writes a file larger than this.
Status LimitOwnFileSize(uint64_t bytes);

// No file is left behind where it dies of a signal.
Status LeaveNoCore();

// Where the kernel lacks memory it ends this process before others of the user.
void BeEndedFirst();

// How many processes this machine's kernel has ended for want of memory since it was started; 0
// where it does not tell.
uint64_t KillsForMemory();

}  // namespace photomill
