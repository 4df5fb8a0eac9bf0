#include "common/command_line/execution_flags.h"

#include <gflags/gflags.h>

#include <string>

#include "common/base/limits.h"

DEFINE_uint32(threads, 0, "threads of each worker that decode and encode");
DEFINE_uint64(memory, 0, "bytes that pictures may take in each worker");
DEFINE_string(isolate, "auto", "which photos get a process of their own: auto or always");
DEFINE_uint64(task_time_floor, 60, "seconds that every photo may take");
DEFINE_uint64(task_time_ceiling, 1800, "seconds that no photo may take");

namespace photomill {

std::vector<HelpFlag> ExecutionHelpFlags() {
  return {
      {"threads", "N",
       "photos that each worker decodes and encodes at a time (default: its share of the usable "
       "processors)"},
      {"memory", "BYTES",
       "memory that photos may take in each worker (default: its share of what may be used, less a "
       "margin)"},
      {"isolate", "auto|always",
       "photos that get a process of their own: those that were there when one died, or all "
       "(default: auto)"},
      {"task_time_floor", "SECONDS", "what every photo may take, however small (default: 60)"},
      {"task_time_ceiling", "SECONDS", "what no photo may take, however large (default: 1800)"}};
}

Result<ExecutionFlags> ReadExecutionFlags() {
  if (FLAGS_threads > limits::kWorkerThreadsMax) {
    return Invalid("--threads=" + std::to_string(FLAGS_threads) + " is more than " +
                   std::to_string(limits::kWorkerThreadsMax) +
                   ", the most that one worker takes: start more workers instead");
  }
  if (FLAGS_memory != 0 && FLAGS_memory < limits::kWorkerMemoryMin) {
    return Invalid("--memory=" + std::to_string(FLAGS_memory) +
                   " is less than a picture takes: give each worker at least " +
                   std::to_string(limits::kWorkerMemoryMin) + " bytes");
  }
  const Result<Isolation> isolation = ParseIsolation(FLAGS_isolate);
  if (!isolation) return isolation.failure();
  const Result<TaskTimeBounds> task_time =
      MakeTaskTimeBounds(FLAGS_task_time_floor, FLAGS_task_time_ceiling);
  if (!task_time) return task_time.failure();
  return ExecutionFlags{FLAGS_threads, FLAGS_memory, *isolation, *task_time};
}

}  // namespace photomill
