// The engine: one process with one loop and a real socket. The loop's thread owns the socket, the
// EngineLoop and the signals. The runner's threads run the tasks, and a separate thread checks the
// stores.
#pragma once

#include <functional>
#include <string>

#include "common/obs/log_limiter.h"
#include "common/os/clock.h"
#include "common/os/service_notify.h"
#include "common/os/signals.h"
#include "worker/runtime/contact.h"
#include "worker/runtime/engine_loop.h"
#include "worker/runtime/prover_thread.h"
#include "worker/runtime/threaded_runner.h"

namespace photomill {

class Engine {
 public:
  // The runner and the signals must outlive the engine.
  Engine(ContactOptions contact, WorkerConfig config, ThreadedRunner& runner,
         SignalListener& signals, const Clock& clock);

  // Runs until the coordinator or a signal ends it: SIGTERM and SIGINT drain, a second signal
  // stops.
  EngineEnd Run();

  [[nodiscard]] const FrameCounts& frames() const { return loop_.frames(); }

  // Appended to every status line.
  void SetStatusSuffix(std::string suffix) { status_suffix_ = std::move(suffix); }

  // Called when the coordinator has welcomed this engine for the first time.
  void OnWelcome(std::function<void()> callback) { on_welcome_ = std::move(callback); }

 private:
  void Wait();
  void TakeSignals();
  void TellNotes();
  void Tell(const EngineNote& note);
  void TellWelcome();

  ThreadedRunner& runner_;
  SignalListener& signals_;
  const Clock& clock_;
  const ServiceNotifier service_ =
      ServiceNotifier::FromEnvironment(ServiceNotifier::Children::kMaySpeak);
  Contact contact_;
  ProverThread prover_;
  EngineLoop loop_;
  LogLimiter place_failures_{1};
  std::string status_suffix_;
  std::function<void()> on_welcome_;
  bool drain_asked_ = false;
};

}  // namespace photomill
