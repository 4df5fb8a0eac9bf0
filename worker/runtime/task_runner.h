// Runs tasks for the engine's loop, which calls it. PipelineRunner is the real one; the simulator
// and benchmarks have their own.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

struct EndedTask {
  AttemptId attempt;
  Outcome outcome;
};

// How many tasks a runner works on at a time, and how many it takes to keep it busy.
struct RunnerSize {
  uint32_t slots = 1;
  uint32_t pipeline_tasks = 1;
};

class TaskRunner {
 public:
  virtual ~TaskRunner() = default;

  // Starts the task without blocking. Its outcome is returned by TakeEnded().
  virtual void Start(const Assignment& assignment) = 0;

  // Works on `slots` tasks at a time from now on, or on as many as it can; tasks in progress are
  // finished. Returns what it has now.
  virtual RunnerSize Resize(uint32_t slots) = 0;

  // Forbids publishing anything that was started so far.
  virtual void Abandon() = 0;

  virtual void ExtendLease(Instant until) = 0;

  // The coordinator has acknowledged these results. `recorded` is false if it has possibly not
  // recorded them.
  virtual void Settle(const std::vector<AttemptId>& attempts, bool recorded) = 0;

  // For how long the stores have not answered, including those that are being checked.
  virtual StoreWaits Waits() { return {}; }

  // What it spends its time on. Costs some system calls: ask about once per second.
  virtual WorkerLoad Load() { return {}; }

  // The tasks that have ended since the last call.
  virtual std::vector<EndedTask> TakeEnded() = 0;
};

}  // namespace photomill
