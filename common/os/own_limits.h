// Limits that a process sets for itself before it handles untrusted input, and how to find out
// afterwards that one was hit.
#pragma once

#include <cstdint>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

// Limits this process to `more_bytes` beyond its current memory; further allocations fail.
Status LimitOwnMemory(uint64_t more_bytes);

// SIGXCPU after this much CPU time in total, rounded up to seconds.
Status LimitOwnProcessorTime(Duration time);

// SIGXFSZ if the process writes a larger file.
Status LimitOwnFileSize(uint64_t bytes);

// Disables core dumps.
Status LeaveNoCore();

// Makes the kernel's OOM killer choose this process before others.
void BeEndedFirst();

// The number of OOM kills on this machine since it was booted. 0 if the kernel does not report it.
uint64_t KillsForMemory();

}  // namespace photomill
