#include "worker/runtime/supervisor.h"

#include <fmt/core.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/obs/log.h"
#include "common/os/clock.h"
#include "common/os/private_file.h"
#include "common/os/process.h"
#include "common/os/service_notify.h"
#include "common/os/signals.h"
#include "worker/runtime/running_table.h"

namespace photomill {
namespace {

// An engine that dies sooner than this is restarted with a delay.
constexpr Duration kQuickDeath = seconds(5);
constexpr Duration kRestartPauseMax = seconds(10);
constexpr int kLookIntervalMs =
    static_cast<int>(std::chrono::duration_cast<milliseconds>(HangWatch::kInterval).count());

struct EngineRun {
  ProcessExit exit;
  bool left = false;  // exited on purpose
  SessionId session;
  std::vector<RunningTask> running;
  std::vector<SourceId> hung;   // the tasks for which it was killed
  std::vector<Suspect> untold;  // suspects of earlier engines, not yet reported to a coordinator
};

// A library that gives up can exit the process silently. An engine that cannot start also exits,
// but has no running tasks.
bool IsPlannedEnd(const EngineRun& run) {
  return run.exit.signal == 0 && (run.left || run.running.empty());
}

// These signals mean that a user or a service manager stopped the engine.
bool IsPlannedStop(int signal) {
  return signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

std::string EndOf(const EngineRun& run) {
  return std::string("the engine ") + (run.exit.signal != 0 ? "was " : "") + run.exit.Describe();
}

class Supervisor {
 public:
  Supervisor(const std::vector<std::string>& engine_command, FileDescriptor join_file,
             SignalListener signals)
      : engine_command_(engine_command),
        join_file_(std::move(join_file)),
        signals_(std::move(signals)) {}

  int Run() {
    uint32_t quick_deaths = 0;
    while (true) {
      const Instant start = clock_.Now();
      Result<EngineRun> run = RunEngine();
      if (!run) {
        LogError(run.failure().detail);
        return 1;
      }
      if (IsPlannedEnd(*run)) return run->exit.code;
      Remember(*run);
      if (signals_seen_ > 0) {
        LogWarning(EndOf(*run) + " while it drained");
        return 3;
      }
      quick_deaths = clock_.Now() - start < kQuickDeath ? quick_deaths + 1 : 0;
      LogWarning(fmt::format("{} while it executed {} tasks; starting a new one", EndOf(*run),
                             run->running.size()));
      if (!Pause(quick_deaths)) return 3;
    }
  }

 private:
  Result<EngineRun> RunEngine() {
    Result<RunningTable> table = RunningTable::Make();
    if (!table) return table.failure();
    table->HandOn(dead_session_, suspects_);
    std::vector<std::string> command = engine_command_;
    command.push_back(fmt::format("--engine_fd={}", table->fd()));
    SpawnOptions options;
    options.inherited_fds = {table->fd()};
    if (join_file_.valid()) {
      command.push_back(fmt::format("--join_fd={}", join_file_.get()));
      options.inherited_fds.push_back(join_file_.get());
    }
    options.parent_death_signal = SIGKILL;
    options.own_process_group = true;  // Ctrl-C reaches it only through us
    Result<ChildProcess> engine = SpawnProcess(command, options);
    if (!engine) return engine.failure();
    if (!std::exchange(ready_, true)) service_.Ready();
    HangWatch watch;
    std::vector<SourceId> hung;
    while (true) {
      std::array<pollfd, 2> polled = {{{engine->fd(), POLLIN, 0}, {signals_.fd(), POLLIN, 0}}};
      (void)poll(polled.data(), polled.size(), kLookIntervalMs);
      while (const std::optional<int> signal = signals_.Next()) {
        // A closing terminal sends SIGHUP more than once: from the kernel and from its shell.
        if (*signal == SIGHUP && signals_seen_ > 0) continue;
        if (++signals_seen_ == 1) service_.Stopping();
        (void)engine->SendSignal(SIGTERM);
      }
      if (const std::optional<ProcessExit> exit = engine->Poll()) {
        return EngineRun{*exit, table->leaving(), table->session(), table->Running(),
                         hung,  table->suspects()};
      }
      if (!hung.empty()) continue;  // it is about to die
      hung = watch.Look(clock_.Now(), table->Running());
      if (hung.empty()) continue;
      LogWarning(fmt::format(
          "{} of the engine's tasks exceeded the time limit: stopping the engine", hung.size()));
      (void)engine->SendSignal(SIGKILL);
    }
  }

  // Running tasks are suspects, waiting ones are not. If a task hung, only that one is.
  void Remember(const EngineRun& run) {
    if (run.session.value != 0) dead_session_ = run.session;
    suspects_ = run.untold;
    if (IsPlannedStop(run.exit.signal)) return;
    const bool hung = !run.hung.empty();
    for (const RunningTask& task : run.running) {
      const bool over = std::find(run.hung.begin(), run.hung.end(), task.source) != run.hung.end();
      if (hung && !over) continue;
      suspects_.push_back({task.source, static_cast<uint32_t>(run.exit.signal),
                           hung ? Reason::kTimedOut : Reason::kCrashed});
    }
  }

  // Waits a little before the next engine. Returns false if a signal ends the wait.
  bool Pause(uint32_t quick_deaths) {
    if (quick_deaths <= 1) return true;
    const Duration pause = std::min<Duration>(
        milliseconds(100) * (int64_t{1} << std::min(quick_deaths, 10U)), kRestartPauseMax);
    pollfd polled = {signals_.fd(), POLLIN, 0};
    (void)poll(&polled, 1,
               static_cast<int>(std::chrono::duration_cast<milliseconds>(pause).count()));
    return !signals_.Next().has_value();
  }

  const std::vector<std::string>& engine_command_;
  const FileDescriptor join_file_;
  SignalListener signals_;
  const ServiceNotifier service_ =
      ServiceNotifier::FromEnvironment(ServiceNotifier::Children::kMaySpeak);
  const SystemClock clock_;
  SessionId dead_session_;
  std::vector<Suspect> suspects_;
  int signals_seen_ = 0;
  bool ready_ = false;
};

}  // namespace

int Supervise(const std::vector<std::string>& engine_command, const Secret& join_file) {
  Result<SignalListener> signals = SignalListener::Make();
  if (!signals) {
    LogError(signals.failure().detail);
    return 1;
  }
  FileDescriptor handed_on;
  if (!join_file.empty()) {
    Result<FileDescriptor> memory = MakePrivateMemory(join_file);
    if (!memory) {
      LogError(memory.failure().detail);
      return 1;
    }
    handed_on = *std::move(memory);
  }
  return Supervisor(engine_command, std::move(handed_on), *std::move(signals)).Run();
}

}  // namespace photomill
