// A worker of the simulation: the production engine loop, worker machine, codec and hang watch, a
// supervisor that starts the next engine when one dies, and an executor that takes its time and
// asks the library for each task's result. All of it uses the clock of its own host.
//
// Checks the rules that only a worker can check, from the frames that it sends and receives and
// from its loop's requests to the executor; see the Check… functions.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/surroundings.h"
#include "worker/core/hang_watch.h"
#include "worker/runtime/engine_loop.h"

namespace photomill::sim {

class SimWorker final : private EngineTransport, private TaskRunner, private StoreProver {
 public:
  SimWorker(size_t number, Surroundings& world);

  void Step();

  // --- faults ---
  void KillEngine();  // the supervisor survives
  void KillHost();    // nobody reports what was executing; it returns after a while
  // Suspends the worker until then; its clock continues.
  void Sleep(Instant until) { asleep_until_ = until; }
  // Every task that it executes fails at once, with a reason that allows a retry, until then.
  void FailUntil(Instant until) { fails_until_ = until; }
  void Drain();
  void Stop();
  HostClock& clock() { return clock_; }

  [[nodiscard]] bool running() const { return loop_ != nullptr; }
  [[nodiscard]] size_t number() const { return number_; }
  // Its exit code, if it exited by itself.
  [[nodiscard]] const std::optional<int>& left_with() const { return left_with_; }
  // Starts it again this long after it exited.
  void ComeBack(Duration delay);

 private:
  struct Execution {
    Assignment assignment;
    std::optional<Instant> ends_at = {};  // unset: waits for a slot
    Instant deadline = {};
    ObjectVersion read = {};  // the version found when it began
    uint64_t lapses = 0;      // of the lease, when it began
    HangWatch watch = {};     // of its separate process, if it has one
  };

  // sim_worker.cpp: the supervisor and the engine's process
  void StartEngine();
  void EndEngine();
  void Trace(const std::string& text);
  void Broken(const std::string& text);

  // sim_worker_frames.cpp: the engine's connection, and the records for the checks
  Status Dial(Instant now) override;
  std::optional<std::string> Follow(Instant) override { return std::nullopt; }
  bool Receive(std::string& frame) override;
  bool Send(const std::string& frame) override;
  void See(const CoordinatorMessage& message);
  void See(const WorkerMessage& message);

  // sim_worker_execution.cpp: the loop's requests to the pipeline and the stores
  void BeginProof(const Welcome& welcome) override;
  std::optional<Ready> TakeProof() override;
  void Start(const Assignment& assignment) override;
  RunnerSize Resize(uint32_t slots) override;
  void Abandon() override;
  void ExtendLease(Instant until) override;
  // The simulated destination needs no notes.
  void Settle(const std::vector<AttemptId>&, bool) override {}
  std::vector<EndedTask> TakeEnded() override;

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
  uint32_t slots_;
  uint32_t pipeline_tasks_;
  const uint64_t slowness_;  // how many times slower than others it is
  Surroundings& world_;
  HostClock clock_;
  Instant asleep_until_;  // world time, as is the next
  Instant fails_until_;

  std::unique_ptr<EngineLoop> loop_;
  SessionId session_;
  SessionId dead_session_;
  std::vector<Suspect> suspects_;  // not reported yet
  std::optional<Instant> starts_at_;
  std::optional<int> left_with_;
  HangWatch watch_;
  Instant next_look_;

  std::optional<Instant> proved_at_;
  Welcome welcome_;
  Instant lease_until_;
  uint64_t lapses_ = 0;  // how often the lease had run out before it was extended
  Instant hello_sent_;
  std::map<uint64_t, Instant> heartbeats_sent_;
  Instant answered_;  // when the request was sent that the coordinator answered last
  std::map<AttemptId, Execution> executions_;
  std::vector<EndedTask> ended_;  // not fetched by the loop yet
  bool registered_ = false;       // a welcome came after its last hello
  Credit granted_;
  Credit received_;
  uint32_t deaths_of_others_ = 0;  // of separate processes, that were reported to this engine
};

}  // namespace photomill::sim
