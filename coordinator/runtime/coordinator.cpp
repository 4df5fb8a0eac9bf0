// Sets up the process, then prepares and runs a run. The thread that calls RunCoordinator is the
// loop's thread.
#include "coordinator/runtime/coordinator.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <utility>

#include "common/obs/log.h"
#include "common/os/memory.h"
#include "common/os/service_notify.h"
#include "common/os/signals.h"
#include "coordinator/runtime/end_command.h"
#include "coordinator/runtime/run.h"
#include "coordinator/runtime/run_log.h"
#include "coordinator/start/preparation.h"
#include "coordinator/start/start_watch.h"

namespace photomill {
namespace {

void SetUpProcess() {
  IgnoreBrokenPipes();
  // SQLite's index of the ledger's write-ahead log is the only mapped file that is written here.
  ExitOnBusError(
      "photomill: a page of the ledger's log index could not be written (SIGBUS): make room on its "
      "file system and check its disk, then run the same command again; recorded results are "
      "kept\n",
      kExitStopped);
  // Every worker needs a descriptor, and so does every unauthenticated peer until it is rejected.
  RaiseDescriptorLimit();
}

// A full disk is not a usage error: as after a stopped run, the same command works once there is
// room.
int CannotStart(const Failure& failure, bool log_is_open) {
  if (log_is_open) LogError("cannot start: " + failure.detail);
  std::fprintf(stderr, "photomill: %s\n", failure.detail.c_str());
  return failure.reason == Reason::kStorageFull ? kExitStopped : kExitCannotStart;
}

// Prepares the run, and reports meanwhile if a store does not answer.
Result<Preparation> PrepareWatched(const CoordinatorOptions& options, const Clock& clock,
                                   StoreWatches& watches, std::atomic<bool>& log_is_open) {
  const StartWatch watch(watches, {options.source, options.destination}, clock,
                         [&](const std::string& line) {
                           std::fprintf(stderr, "photomill: %s\n", line.c_str());
                           if (log_is_open) LogWarning(line);
                         });
  return Prepare(options, clock, watches, [&](const std::string& state_folder) {
    Status opened = OpenRunLog(options, state_folder);
    log_is_open = opened.ok();
    return opened;
  });
}

void RunOnEnd(const CoordinatorOptions& options, const RunResult& result, SignalListener& signals) {
  if (options.on_end.empty()) return;
  std::fflush(stdout);
  const Status executed = ExecuteEndCommand(options.on_end, result, signals);
  if (executed) return;
  std::fprintf(stderr, "photomill: %s\n", executed.failure().detail.c_str());
  LogWarning(executed.failure().detail);
}

}  // namespace

int RunCoordinator(const CoordinatorOptions& options) {
  SetUpProcess();
  // The workers of `run` must not notify the service manager on behalf of the coordinator.
  const ServiceNotifier service =
      ServiceNotifier::FromEnvironment(ServiceNotifier::Children::kMayNot);
  Result<SignalListener> signals = SignalListener::Make();
  if (!signals) return CannotStart(signals.failure(), false);
  const SystemClock clock;
  StoreWatches watches;
  std::atomic<bool> log_is_open = false;
  Result<Preparation> preparation = PrepareWatched(options, clock, watches, log_is_open);
  if (!preparation) return CannotStart(preparation.failure(), log_is_open);
  RunResult result;
  {
    Run run(options, watches, *std::move(preparation), *signals, service);
    if (const Status listening = run.Listen(); !listening) {
      return CannotStart(listening.failure(), true);
    }
    result = run.Go();
    if (!run.ListingEnds()) {
      RunOnEnd(options, result, *signals);
      std::fflush(nullptr);
      _exit(result.exit_code);
    }
  }
  // The state directory is free again: the command may start the next run.
  RunOnEnd(options, result, *signals);
  return result.exit_code;
}

}  // namespace photomill
