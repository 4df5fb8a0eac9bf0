// The engine: one process, one loop. The loop's thread owns the socket and the worker machine;
// tasks are executed by the runner's threads, the proof of the stores is made by one of its own.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/model/store_silence.h"
#include "common/obs/log_limiter.h"
#include "common/os/clock.h"
#include "common/os/service_notify.h"
#include "common/os/signals.h"
#include "worker/core/worker_machine.h"
#include "worker/runtime/contact.h"
#include "worker/runtime/task_runner.h"

namespace photomill {

// Messages that went through an engine's socket.
struct FrameCounts {
  uint64_t sent = 0;
  uint64_t received = 0;
};

// How an engine ended, and why.
struct EngineEnd {
  int exit_code = 0;
  std::string text;
};

class Engine {
 public:
  // The runner and the signals outlive the engine.
  Engine(ContactOptions contact, WorkerConfig config, TaskRunner& runner, SignalListener& signals,
         const Clock& clock);
  ~Engine();

  // Works until the coordinator or a signal ends it: SIGTERM and SIGINT drain, a second one stops.
  EngineEnd Run();

  [[nodiscard]] const FrameCounts& frames() const { return frames_; }

  // Put behind every line that tells how the worker stands.
  void SetStatusSuffix(std::string suffix) { status_suffix_ = std::move(suffix); }

  // Called once the coordinator has welcomed this engine for the first time.
  void OnWelcome(std::function<void()> callback) { on_welcome_ = std::move(callback); }

 private:
  void Step(const WorkerEvent& event);
  void Perform();
  void Perform(worker_effect::Send& effect);
  void Perform(worker_effect::Dial& effect);
  void Perform(worker_effect::Prove& effect);
  void Perform(worker_effect::Start& effect);
  void Perform(worker_effect::Abandon& effect);
  void Perform(worker_effect::ExtendLease& effect);
  void Perform(worker_effect::Settle& effect);
  void Perform(worker_effect::Leave& effect);
  void Perform(worker_effect::Note& effect);

  void FollowContact();
  void TakeMessages();
  void TakeEndedTasks();
  void TellSilence(const StoreWaits& waits);
  void TellPlaceFailure(const Outcome& outcome);
  void TakeProofs();
  void TakeSignals();
  void SendOutbox();

  Contact contact_;
  std::string status_suffix_;
  TaskRunner& runner_;
  SignalListener& signals_;
  const Clock& clock_;
  const ServiceNotifier service_ =
      ServiceNotifier::FromEnvironment(ServiceNotifier::Children::kMaySpeak);
  WorkerMachine machine_;
  bool dialed_ = false;
  bool away_ = false;  // it dialed again, and was not welcomed since
  LogLimiter place_failures_{1};
  StoreSilence silence_;
  FrameCounts frames_;
  std::deque<std::string> outbox_;  // encoded, not taken by the socket yet
  WorkerEffects effects_;
  std::optional<EngineEnd> end_;
  std::function<void()> on_welcome_;

  // The stores are looked at by one thread at a time: a welcome that comes meanwhile waits.
  std::thread prover_;
  bool proving_ = false;
  std::optional<Welcome> next_welcome_;
  Mailbox<Ready> proofs_;
  bool drain_asked_ = false;
};

}  // namespace photomill
