// The engine's loop: takes input from the coordinator, the runner and the prover, steps the worker
// machine, and carries out its effects. It never waits and uses no sockets, threads or clocks
// directly: EngineTransport, TaskRunner, StoreProver and Clock are interfaces, so the simulator
// runs the same loop. One thread runs it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/model/store_silence.h"
#include "common/os/clock.h"
#include "worker/core/worker_machine.h"
#include "worker/runtime/engine_transport.h"
#include "worker/runtime/store_prover.h"
#include "worker/runtime/task_runner.h"

namespace photomill {

// The number of messages through an engine's transport.
struct FrameCounts {
  uint64_t sent = 0;
  uint64_t received = 0;
};

// How an engine ended, and why.
struct EngineEnd {
  int exit_code = 0;
  std::string text;
};

// A message about the worker for its user.
struct EngineNote {
  enum class Kind : uint8_t {
    kNews,          // for the log
    kStatus,        // the worker's state, for the service manager
    kNewStatus,     // for both
    kSilence,       // for both, a warning: a store stopped or resumed answering
    kWarning,       // for the log
    kPlaceFailure,  // for the log, a warning; possibly one per task
  };
  Kind kind = Kind::kNews;
  std::string text;
};

class EngineLoop {
 public:
  // All of them must outlive the loop.
  EngineLoop(WorkerConfig config, EngineTransport& transport, TaskRunner& runner,
             StoreProver& prover, const Clock& clock);

  // Dials the coordinator and sends Hello. Call it once, before the first turn.
  void Begin();

  // Processes everything that has arrived, up to a limit.
  void Turn();

  // Drain() finishes running tasks and then ends, Stop() ends at once. Only after Begin().
  void Drain() { Step(worker_event::DrainAsked{}); }
  void Stop() { Step(worker_event::StopAsked{}); }

  // Called at every tick for the CPU time of this process, in milliseconds.
  void WatchCpuTime(std::function<uint64_t()> cpu_milliseconds) {
    cpu_milliseconds_ = std::move(cpu_milliseconds);
  }

  // When Turn() is due even if nothing arrives.
  [[nodiscard]] Instant NextTurn() const;

  // Set once the loop has ended.
  [[nodiscard]] const std::optional<EngineEnd>& end() const { return end_; }
  // Whether a coordinator has ever welcomed this engine.
  [[nodiscard]] bool welcomed() const { return welcomed_; }
  [[nodiscard]] const WorkerMachine& machine() const { return machine_; }
  [[nodiscard]] const FrameCounts& frames() const { return frames_; }
  // Frames that the transport has not accepted yet.
  [[nodiscard]] size_t waiting_frames() const { return outbox_.size(); }

  // The notes since the last call.
  std::vector<EngineNote> TakeNotes();

 private:
  void Step(const WorkerEvent& event);
  void Perform(worker_effect::Send& effect);
  void Perform(worker_effect::Dial& effect);
  void Perform(worker_effect::Prove& effect);
  void Perform(worker_effect::Start& effect);
  void Perform(worker_effect::SetSlots& effect);
  void Perform(worker_effect::Abandon& effect);
  void Perform(worker_effect::ExtendLease& effect);
  void Perform(worker_effect::Settle& effect);
  void Perform(worker_effect::Leave& effect);
  void Perform(worker_effect::Note& effect);

  void Dial();
  void FollowTransport();
  void TakeMessages();
  void TakeProof();
  void TakeEndedTasks();
  void Tick();
  void BeginProof(const Welcome& welcome);
  void NotePlaceFailure(const Outcome& outcome);
  void NoteSilence(const StoreWaits& waits);
  void NoteWelcome(const Welcome& welcome);
  void SendOutbox();
  void Note(EngineNote::Kind kind, std::string text);

  EngineTransport& transport_;
  TaskRunner& runner_;
  StoreProver& prover_;
  const Clock& clock_;
  std::function<uint64_t()> cpu_milliseconds_;

  WorkerMachine machine_;
  std::deque<std::string> outbox_;  // encoded, not accepted by the transport yet
  FrameCounts frames_;
  Instant next_tick_;
  Instant next_load_;
  WorkerLoad load_;  // as of the last kLoadInterval
  bool dialed_ = false;
  bool away_ = false;  // dialed again and not welcomed since
  bool welcomed_ = false;

  // Only one proof at a time: a Welcome that arrives meanwhile waits.
  bool proving_ = false;
  std::optional<Welcome> next_welcome_;

  StoreSilence silence_;
  std::vector<EngineNote> notes_;
  std::optional<EngineEnd> end_;
};

}  // namespace photomill
