// A worker machine under the test's control: events go in, and every effect comes out as one line
// of text, so that a test accounts for all of them.
#pragma once

#include <string>
#include <vector>

#include "worker/core/worker_machine.h"

namespace photomill {

using Lines = std::vector<std::string>;

WorkerConfig MachineConfig();
Welcome MachineWelcome();
Assignment MachineTask(uint64_t attempt, int64_t source, uint64_t bytes = 10);
Outcome MadeOutcome();

class MachineBench {
 public:
  explicit MachineBench(WorkerConfig config = MachineConfig());

  Lines Do(const WorkerEvent& event);
  Lines From(CoordinatorMessage message);
  Lines Wait(Duration duration);  // followed by a tick
  Lines Turn() { return Do(worker_event::TurnEnded{}); }
  Lines Begin() { return Do(worker_event::Begun{}); }
  Lines Prove() { return Do(worker_event::ProofMade{Ready{"token", {}, ""}}); }
  Lines Tasks(std::vector<Assignment> assignments);
  Lines End(uint64_t attempt);  // ends the task's execution
  // Hello, welcome, proof; credit is still to come.
  void Register();

  WorkerMachine machine;
  Instant now{seconds(1000)};
  Instant begun = now;
  Hello last_hello;
  ResultBatch last_results;
};

}  // namespace photomill
