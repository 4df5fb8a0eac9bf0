// A task runner whose work is done by threads of its own: what an engine with a real socket needs
// of it besides.
#pragma once

#include <vector>

#include "common/os/mailbox.h"
#include "worker/runtime/task_runner.h"

namespace photomill {

class ThreadedRunner : public TaskRunner {
 public:
  // Opens the stores of the welcome and looks for the proof. May block: it is called on a thread of
  // its own, never while tasks are started.
  virtual Ready Prove(const Welcome& welcome) = 0;

  // Ended tasks, for the loop's thread to take.
  virtual Mailbox<EndedTask>& ended() = 0;

  std::vector<EndedTask> TakeEnded() final { return ended().TakeAll(); }
};

}  // namespace photomill
