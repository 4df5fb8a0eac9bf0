// The engine: one process, one loop over a real socket. The loop's thread owns the socket, the
// EngineLoop and the signals; tasks are executed by the runner's threads, the stores are proved by
// a thread of its own.
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
  // The runner and the signals outlive the engine.
  Engine(ContactOptions contact, WorkerConfig config, ThreadedRunner& runner,
         SignalListener& signals, const Clock& clock);

  // Works until the coordinator or a signal ends it: SIGTERM and SIGINT drain, a second one stops.
  EngineEnd Run();

  [[nodiscard]] const FrameCounts& frames() const { return loop_.frames(); }

  // Put behind every line that tells how the worker stands.
  void SetStatusSuffix(std::string suffix) { status_suffix_ = std::move(suffix); }

  // Called once the coordinator has welcomed this engine for the first time.
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
