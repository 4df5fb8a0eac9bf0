// What this process may use and does use of its machine: processors, memory, processor time, and
// the machine's name and random numbers. Any thread may call these functions.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

// Processors that this process may run on (its affinity), at least 1.
uint32_t CpusAllowed();

// The smaller of the machine's memory and the limits of this process's control groups.
uint64_t MemoryAvailableBytes();

// For tests: the lowest memory limit that a process with this /proc/self/cgroup is under, where the
// control groups are mounted at `mount`; UINT64_MAX where there is none.
uint64_t ControlGroupMemoryLimit(const std::string& cgroup_text, const std::string& mount);

// RssAnon of /proc/PID/status: memory that no file backs, heap and stacks.
Result<uint64_t> ResidentAnonymousBytes(pid_t pid);

// Processor time of this process so far, in user and system mode, over all its threads.
milliseconds ProcessCpuTime();

// From the kernel's generator: unlike for every process and every call.
uint64_t RandomNumber64();

std::string HostName();

}  // namespace photomill
