// What this process may use and does use of its machine: processors, memory, processor time, and
// the machine's name and random numbers. Any thread may call these functions.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

// Processors that this process may use, at least 1: those of its affinity, and no more than its
// control groups give it time for.
uint32_t CpusAllowed();

// The smaller of the machine's memory and the limits of this process's control groups.
uint64_t MemoryAvailableBytes();

// What the pictures of each of so many workers may take where `available_bytes` are there for all
// of them: an equal share less a margin. A failure where that holds no picture.
Result<uint64_t> MemoryForPictures(uint64_t available_bytes, uint32_t workers);

// RssAnon of /proc/PID/status: memory that no file backs, heap and stacks.
Result<uint64_t> ResidentAnonymousBytes(pid_t pid);

// Tells glibc's allocator to keep up to so much freed memory for the next picture, in one heap for
// all threads. By itself it gives every picture's planes back to the kernel, which clears them page
// by page for the next one (`./run bench memory`). To be called before other threads begin.
void KeepFreedMemory(uint64_t bytes);

// Processor time of this process so far, in user and system mode, over all its threads.
milliseconds ProcessCpuTime();

// From the kernel's generator: unlike for every process and every call.
uint64_t RandomNumber64();

std::string HostName();

}  // namespace photomill
