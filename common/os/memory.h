// CPUs, memory and CPU time that this process may use and does use, the host name, and random
// numbers. Any thread may call these functions.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

// The number of CPUs that this process may use, at least 1: the CPUs of its affinity mask, limited
// by the CPU quota of its cgroups.
uint32_t CpusAllowed();
// Those of its affinity mask alone.
uint32_t CpusOfAffinity();

// The machine's memory or the limit of this process's cgroups, whichever is smaller.
uint64_t MemoryAvailableBytes();

// The memory for image data of each of `workers` workers that share `available_bytes`: an equal
// share minus a margin. Fails if a share is too small for an image.
Result<uint64_t> MemoryForPictures(uint64_t available_bytes, uint32_t workers);

// RssAnon in /proc/PID/status: memory that is not backed by a file, that is heap and stacks.
Result<uint64_t> ResidentAnonymousBytes(pid_t pid);

// Makes glibc's allocator keep up to `bytes` of freed memory for the next picture, in one heap for
// all threads. By default it returns every picture's planes to the kernel, which then clears each
// page for the next picture (`./run bench memory`). Call this before starting other threads.
void KeepFreedMemory(uint64_t bytes);

// CPU time of this process so far, user and system mode, over all its threads.
milliseconds ProcessCpuTime();
// The same for its child processes that have ended and that it has waited for.
milliseconds EndedChildrenCpuTime();

// Reads the kernel's random generator, so every process and every call gets a different value.
uint64_t RandomNumber64();

std::string HostName();

}  // namespace photomill
