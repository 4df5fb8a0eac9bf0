// A worker of the simulation: the production worker machine and codec, a supervisor that starts the
// next engine when one dies, and an executor that takes its time and asks the library what comes of
// each task. Checks what a worker can: credit, the bound on tasks under way, the lease.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/library.h"
#include "tests/sim/network.h"
#include "worker/core/worker_machine.h"

namespace photomill::sim {

// What workers share with the rest of the simulated world.
struct Surroundings {
  const SimClock& clock;
  Random& random;
  Network& network;
  Library& library;
  bool storage_full = false;
  std::set<AttemptId> started;                                 // anywhere
  std::set<AttemptId> given_back;                              // by their workers, not started
  uint64_t executed = 0;                                       // attempts that came to an end
  uint64_t swallowed = 0;                                      // of these by black holes
  std::map<AttemptId, std::pair<Digest, TaskResult>> results;  // sent last, by attempt
  std::vector<std::string> broken;
  std::function<void(const std::string&)> trace;
};

class SimWorker {
 public:
  SimWorker(size_t number, Surroundings& world);

  void Step();

  // --- faults ---
  void KillEngine();  // the supervisor goes on
  void KillHost();    // nobody tells of what was executing; back after a while
  // Everything that it executes fails at once, in a way that may pass, until then.
  void FailUntil(Instant until) { fails_until_ = until; }
  void Drain() { StepMachine(worker_event::DrainAsked{}); }
  void Stop() { StepMachine(worker_event::StopAsked{}); }

  [[nodiscard]] bool running() const { return machine_ != nullptr; }
  [[nodiscard]] size_t number() const { return number_; }
  // How it ended, where it left by itself.
  [[nodiscard]] const std::optional<int>& left_with() const { return left_with_; }
  // Starts anew once it has left, after so long.
  void ComeBack(Duration delay);

 private:
  struct Execution {
    Assignment assignment;
    std::optional<Instant> ends_at;  // unset: waits for a slot
  };

  void StartEngine();
  void StepMachine(const WorkerEvent& event);
  void Perform(worker_effect::Send& effect);
  void Perform(worker_effect::Dial& effect);
  void Perform(worker_effect::Prove& effect);
  void Perform(worker_effect::Start& effect);
  void Perform(worker_effect::Abandon& effect);
  void Perform(worker_effect::ExtendLease& effect);
  void Perform(worker_effect::Leave& effect);
  void Perform(worker_effect::Note& effect);
  void TakeFrames();
  void Execute();
  void CheckBatch(const TaskBatch& batch);
  void Trace(const std::string& text);
  void Broken(const std::string& text);

  const size_t number_;
  const uint32_t slots_;
  const uint64_t slowness_;  // how many times as long as others it takes
  Instant fails_until_;
  Surroundings& world_;
  std::unique_ptr<WorkerMachine> machine_;
  SessionId session_;
  SessionId dead_session_;
  std::vector<Suspect> suspects_;  // not told yet
  std::optional<Instant> starts_at_;
  std::optional<int> left_with_;
  Instant next_tick_;

  std::deque<std::string> outbox_;
  std::optional<Instant> proved_at_;
  Welcome welcome_;
  Instant lease_until_;
  std::map<AttemptId, Execution> executions_;
  Credit granted_;
  Credit received_;
};

}  // namespace photomill::sim
