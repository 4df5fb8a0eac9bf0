// What an engine tells the process that it starts for one task: which inherited descriptors hold
// what, and the limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

struct SandboxOrder {
  int task_fd = -1;     // a SandboxTask
  int source_fd = -1;   // the source's bytes
  int result_fd = -1;   // to be written: a frame: a ResultBatch of one result
  int outputs_fd = -1;  // to be written: the bytes of its outputs, one behind the other
  uint64_t memory_bytes = 0;
  uint32_t time_s = 0;
  bool operator==(const SandboxOrder&) const = default;
};

// The value of photomill-worker's internal flag --sandbox: "4,5,6,7,536870912,60".
std::string WriteSandboxOrder(const SandboxOrder& order);
Result<SandboxOrder> ReadSandboxOrder(std::string_view text);

// What such a process exits with, beside 0 for a result that is written.
inline constexpr int kExitSandboxUnusable = 71;  // what it was given makes no sense
inline constexpr int kExitSandboxNoMemory = 72;  // an allocation failed

}  // namespace photomill
