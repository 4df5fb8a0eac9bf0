// The flags for how a worker runs tasks: threads, memory, isolation, time limits, priority. `photomill run`
// passes them on to its workers, `photomill worker` uses them itself. The .cpp file defines the
// flags.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "common/model/isolation.h"

namespace photomill {

struct ExecutionFlags {
  uint32_t threads = 0;       // of each worker; 0: not given
  uint64_t memory_bytes = 0;  // of each worker; 0: not given
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
  uint32_t nice = 0;  // of the threads and processes that execute tasks
};

std::vector<HelpFlag> ExecutionHelpFlags();
Result<ExecutionFlags> ReadExecutionFlags();

}  // namespace photomill
