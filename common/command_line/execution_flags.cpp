#include "common/command_line/execution_flags.h"

#include <fmt/core.h>
#include <gflags/gflags.h>

#include <string>

#include "common/base/limits.h"
#include "common/command_line/arguments.h"

DEFINE_uint32(threads, 0, "photos that each worker processes at a time");
DEFINE_uint64(memory, 0, "bytes of memory for image data in each worker");
DEFINE_string(isolate, "auto", "which photos run in a separate process: auto or always");
DEFINE_uint64(task_time_floor, 60, "minimum time limit per photo, in seconds");
DEFINE_uint64(task_time_ceiling, 1800, "maximum time limit per photo, in seconds");
DEFINE_uint32(nice, 0, "how far the tasks stand back for other programs, from 0 to 19");

namespace photomill {
namespace {

constexpr uint32_t kNiceMax = 19;

}  // namespace

std::vector<HelpFlag> ExecutionHelpFlags() {
  return {
      {"threads", "N",
       "photos that each worker processes at a time (default: its share of all CPU cores)"},
      {"memory", "BYTES",
       "memory for image data in each worker, in bytes or as in 8G (default: its share of the "
       "machine's or "
       "cgroup's limit minus a margin)"},
      {"isolate", "auto|always",
       "photos that run in a separate process: with auto, the default, those that were running "
       "when a process died; with always, all of them"},
      {"task_time_floor", "SECONDS", "minimum time limit per photo, in seconds (default: 60)"},
      {"task_time_ceiling", "SECONDS", "maximum time limit per photo, in seconds (default: 1800)"},
      {"nice", "N",
       "let other programs of the machine go first: from 0 (the default, not at all) to 19, as "
       "nice(1)"}};
}

Result<ExecutionFlags> ReadExecutionFlags() {
  if (FLAGS_threads > limits::kWorkerThreadsMax) {
    return Invalid(fmt::format(
        "--threads={} is more than {}, the limit of one worker: start more workers instead",
        FLAGS_threads, limits::kWorkerThreadsMax));
  }
  if (FLAGS_memory != 0 && FLAGS_memory < limits::kWorkerMemoryMin) {
    return Invalid(
        fmt::format("{} is too little for image data: give each worker at least --memory={}M",
                    TypedFlag("memory"), limits::kWorkerMemoryMin >> 20));
  }
  const Result<Isolation> isolation = ParseIsolation(FLAGS_isolate);
  if (!isolation) return isolation.failure();
  const Result<TaskTimeBounds> task_time =
      MakeTaskTimeBounds(FLAGS_task_time_floor, FLAGS_task_time_ceiling);
  if (!task_time) return task_time.failure();
  if (FLAGS_nice > kNiceMax) {
    return Invalid(fmt::format("--nice={} is not between 0 and {}", FLAGS_nice, kNiceMax));
  }
  return ExecutionFlags{FLAGS_threads, FLAGS_memory, *isolation, *task_time, FLAGS_nice};
}

}  // namespace photomill
