// A worker of the simulation: the production worker machine, codec and hang watch, a supervisor
// that starts the next engine when one dies, and an executor that takes its time and asks the
// library what comes of each task. All of it goes by the clock of its own host.
//
// Checks what only a worker can see; see the Check… functions.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/surroundings.h"
#include "worker/core/hang_watch.h"
#include "worker/core/worker_machine.h"

namespace photomill::sim {

class SimWorker {
 public:
  SimWorker(size_t number, Surroundings& world);

  void Step();

  // --- faults ---
  void KillEngine();  // the supervisor goes on
  void KillHost();    // nobody tells of what was executing; back after a while
  // Nothing of it runs until then; its clock goes on.
  void Sleep(Instant until) { asleep_until_ = until; }
  // Everything that it executes fails at once, in a way that may pass, until then.
  void FailUntil(Instant until) { fails_until_ = until; }
  void Drain() { StepMachine(worker_event::DrainAsked{}); }
  void Stop() { StepMachine(worker_event::StopAsked{}); }
  HostClock& clock() { return clock_; }

  [[nodiscard]] bool running() const { return machine_ != nullptr; }
  [[nodiscard]] size_t number() const { return number_; }
  // How it ended, where it left by itself.
  [[nodiscard]] const std::optional<int>& left_with() const { return left_with_; }
  // Starts anew once it has left, after so long.
  void ComeBack(Duration delay);

 private:
  struct Execution {
    Assignment assignment;
    std::optional<Instant> ends_at = {};  // unset: waits for a slot
    Instant deadline = {};
    ObjectVersion read = {};  // what it found when it began
    uint64_t lapses = 0;      // of the lease, when it began
    HangWatch watch = {};     // of the process of its own, where it has one
  };

  // sim_worker.cpp: supervisor and engine
  void StartEngine();
  void EndEngine();
  void StepMachine(const WorkerEvent& event);
  void Perform(worker_effect::Send& effect);
  void Perform(worker_effect::Dial& effect);
  void Perform(worker_effect::Prove& effect);
  void Perform(worker_effect::Start& effect);
  void Perform(worker_effect::Abandon& effect);
  void Perform(worker_effect::ExtendLease& effect);
  void Perform(worker_effect::Settle& effect);
  void Perform(worker_effect::Leave& effect);
  void Perform(worker_effect::Note& effect);
  void TakeFrames();
  void Prove();
  void Trace(const std::string& text);
  void Broken(const std::string& text);

  // sim_worker_execution.cpp: the pipeline, the processes of suspects, the watch over both
  void Execute();
  void Begin(Execution& execution);
  void Finish(AttemptId attempt);
  void Die(Reason reason, const std::vector<SourceId>& suspects);
  void LookForHangs();
  [[nodiscard]] bool IsExecuting(const Execution& execution) const;
  [[nodiscard]] std::vector<SourceId> Executing() const;

  // sim_worker_checks.cpp
  void CheckCreditIsNotExceeded(const TaskBatch& batch);
  void CheckCreditNeverSinks(const Credit& credit);
  void CheckGivenBackIsNotStarted(const GivenBack& given);
  void CheckStart(AttemptId attempt);
  void CheckLeaseIsNoLongerThanGranted(Instant until);
  void CheckMemory();

  const size_t number_;
  const uint32_t slots_;
  const uint32_t pipeline_tasks_;
  const uint64_t slowness_;  // how many times as long as others it takes
  Surroundings& world_;
  HostClock clock_;
  Instant asleep_until_;  // of the world's time, as the next
  Instant fails_until_;

  std::unique_ptr<WorkerMachine> machine_;
  SessionId session_;
  SessionId dead_session_;
  std::vector<Suspect> suspects_;  // not told yet
  std::optional<Instant> starts_at_;
  std::optional<int> left_with_;
  Instant next_tick_;
  HangWatch watch_;
  Instant next_look_;

  std::deque<std::string> outbox_;
  std::optional<Instant> proved_at_;
  Welcome welcome_;
  Instant lease_until_;
  uint64_t lapses_ = 0;  // how often the lease had run out before it was extended
  Instant hello_sent_;
  std::map<uint64_t, Instant> heartbeats_sent_;
  Instant answered_;  // when it was sent what the coordinator answered last
  std::map<AttemptId, Execution> executions_;
  bool registered_ = false;  // a welcome has answered its last hello
  Credit granted_;
  Credit received_;
  uint32_t deaths_of_others_ = 0;  // of processes of their own, that this engine was told of
};

}  // namespace photomill::sim
