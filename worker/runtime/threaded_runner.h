// A task runner with its own threads: the additional functions that an engine with a real socket
// needs.
#pragma once

#include <vector>

#include "common/os/mailbox.h"
#include "worker/runtime/task_runner.h"

namespace photomill {

class ThreadedRunner : public TaskRunner {
 public:
  // Opens the stores of the Welcome and checks them. May block: it is called on a separate thread,
  // never while tasks are started.
  virtual Ready Prove(const Welcome& welcome) = 0;

  // Finished tasks, for the loop's thread.
  virtual Mailbox<EndedTask>& ended() = 0;

  std::vector<EndedTask> TakeEnded() final { return ended().TakeAll(); }
};

}  // namespace photomill
