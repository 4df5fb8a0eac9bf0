// The engine's loop: takes what has arrived from the coordinator, the runner and the prover, steps
// the worker machine, and carries out what it wants. It never waits and knows neither sockets nor
// threads nor the time of day: EngineTransport, TaskRunner, StoreProver and Clock are interfaces,
// so that the simulator runs this very loop. One thread runs it.
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

// Messages that went through an engine's transport.
struct FrameCounts {
  uint64_t sent = 0;
  uint64_t received = 0;
};

// How an engine ended, and why.
struct EngineEnd {
  int exit_code = 0;
  std::string text;
};

// What people should hear of a worker.
struct EngineNote {
  enum class Kind : uint8_t {
    kNews,          // for the log
    kStatus,        // how the worker stands, for the service manager
    kNewStatus,     // for both
    kSilence,       // for both, a warning: a store does not answer, or does again
    kWarning,       // for the log
    kPlaceFailure,  // for the log, a warning; there may be one for every task
  };
  Kind kind = Kind::kNews;
  std::string text;
};

class EngineLoop {
 public:
  // All of them outlive the loop.
  EngineLoop(WorkerConfig config, EngineTransport& transport, TaskRunner& runner,
             StoreProver& prover, const Clock& clock);

  // Dials the coordinator and says hello. Called once, before the first turn.
  void Begin();

  // Takes and does everything that is there, up to a bound.
  void Turn();

  // Finishes what is running, then ends; or ends at once. After Begin().
  void Drain() { Step(worker_event::DrainAsked{}); }
  void Stop() { Step(worker_event::StopAsked{}); }

  // Asked with every tick for the CPU time of this process, in milliseconds.
  void WatchCpuTime(std::function<uint64_t()> cpu_milliseconds) {
    cpu_milliseconds_ = std::move(cpu_milliseconds);
  }

  // When Turn() is due even if nothing arrives.
  [[nodiscard]] Instant NextTurn() const;

  // Set once the loop has ended.
  [[nodiscard]] const std::optional<EngineEnd>& end() const { return end_; }
  // Whether a coordinator has welcomed this engine, ever.
  [[nodiscard]] bool welcomed() const { return welcomed_; }
  [[nodiscard]] const WorkerMachine& machine() const { return machine_; }
  [[nodiscard]] const FrameCounts& frames() const { return frames_; }
  // Frames that the transport has not accepted yet.
  [[nodiscard]] size_t waiting_frames() const { return outbox_.size(); }

  // What people should hear since the last call.
  std::vector<EngineNote> TakeNotes();

 private:
  void Step(const WorkerEvent& event);
  void Perform(worker_effect::Send& effect);
  void Perform(worker_effect::Dial& effect);
  void Perform(worker_effect::Prove& effect);
  void Perform(worker_effect::Start& effect);
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
  bool dialed_ = false;
  bool away_ = false;  // it dialed again, and was not welcomed since
  bool welcomed_ = false;

  // The stores are proved once at a time: a welcome that comes meanwhile waits.
  bool proving_ = false;
  std::optional<Welcome> next_welcome_;

  StoreSilence silence_;
  std::vector<EngineNote> notes_;
  std::optional<EngineEnd> end_;
};

}  // namespace photomill
