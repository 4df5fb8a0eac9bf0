// What executes tasks for the engine's loop. PipelineRunner is the real one; benches bring one
// that does nothing, to measure everything around it.
#pragma once

#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"
#include "common/os/mailbox.h"

namespace photomill {

struct EndedTask {
  AttemptId attempt;
  Outcome outcome;
};

class TaskRunner {
 public:
  virtual ~TaskRunner() = default;

  // Opens the stores of the welcome and looks for the proof. May block: it is called on a thread of
  // its own, never while tasks are started.
  virtual Ready Prove(const Welcome& welcome) = 0;

  // Begins the task; never blocks. Its end is put into ended().
  virtual void Start(const Assignment& assignment) = 0;

  // Nothing that was started so far may be published any more.
  virtual void Abandon() = 0;

  virtual void ExtendLease(Instant until) = 0;

  // The coordinator has acknowledged these results, and recorded them or perhaps not.
  virtual void Settle(const std::vector<AttemptId>& attempts, bool recorded) = 0;

  // For how long the stores have not answered, those that are being proved included.
  virtual StoreWaits Waits() { return {}; }

  // Ended tasks, for the loop's thread to take.
  virtual Mailbox<EndedTask>& ended() = 0;
};

}  // namespace photomill
