// What the end of a process that ran one task means for the task. A pure function.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/failure.h"
#include "common/base/instant.h"
#include "common/os/process.h"

namespace photomill {

struct SandboxLimits {
  uint64_t memory_bytes = 0;
  Duration time{};
};

struct SandboxEnding {
  ProcessExit exit;
  bool ended_by_us = false;        // at the time limit
  bool killed_for_memory = false;  // the kernel killed a process for lack of memory meanwhile
};

struct SandboxVerdict {
  enum class Kind : uint8_t {
    kResult,   // it has written a result
    kDied,     // the task's fault: `failure` is kCrashed, kTimedOut or kOutOfMemory
    kStopped,  // stopped from outside, like a service: not the task's fault
    kBroken,   // the process could not be used at all
  };
  Kind kind = Kind::kResult;
  Failure failure;
  bool operator==(const SandboxVerdict&) const = default;
};

SandboxVerdict JudgeSandbox(const SandboxEnding& ending, const SandboxLimits& limits);

}  // namespace photomill
