// What executes tasks for the engine's loop, which calls it. PipelineRunner is the real one; the
// simulator and benches bring their own.
#pragma once

#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

struct EndedTask {
  AttemptId attempt;
  Outcome outcome;
};

class TaskRunner {
 public:
  virtual ~TaskRunner() = default;

  // Begins the task; never blocks. Its end is among TakeEnded().
  virtual void Start(const Assignment& assignment) = 0;

  // Nothing that was started so far may be published any more.
  virtual void Abandon() = 0;

  virtual void ExtendLease(Instant until) = 0;

  // The coordinator has acknowledged these results, and recorded them or perhaps not.
  virtual void Settle(const std::vector<AttemptId>& attempts, bool recorded) = 0;

  // For how long the stores have not answered, those that are being proved included.
  virtual StoreWaits Waits() { return {}; }

  // The tasks that have ended since the last call.
  virtual std::vector<EndedTask> TakeEnded() = 0;
};

}  // namespace photomill
