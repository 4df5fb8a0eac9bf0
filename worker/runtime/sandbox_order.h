// The parameters of a process that an engine starts for one task: which inherited descriptor has
// which content, what the process does, and its limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

enum class SandboxStep : uint8_t {
  kExamine,  // only reads the header
  kExecute,  // makes the outputs
};

struct SandboxOrder {
  int task_fd = -1;    // a SandboxTask
  int source_fd = -1;  // the source's bytes
  // To be written: an Examination, or a frame with a ResultBatch of one result.
  int result_fd = -1;
  int outputs_fd = -1;  // to be written: the bytes of its outputs, concatenated
  SandboxStep step = SandboxStep::kExecute;
  uint64_t memory_bytes = 0;
  uint32_t time_s = 0;
  bool operator==(const SandboxOrder&) const = default;
};

// The value of photomill-worker's internal flag --sandbox: "4,5,6,7,1,536870912,60".
std::string WriteSandboxOrder(const SandboxOrder& order);
Result<SandboxOrder> ReadSandboxOrder(std::string_view text);

// The exit codes of such a process, besides 0 for a written result.
inline constexpr int kExitSandboxUnusable = 71;  // its input is invalid
inline constexpr int kExitSandboxNoMemory = 72;  // an allocation failed

}  // namespace photomill
