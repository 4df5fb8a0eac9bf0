// One run of a migration: owns everything that lives as long as the run, and turns the loop until
// the run ends. The thread that creates it is the loop's thread.
#pragma once

#include <string>

#include "common/obs/log_limiter.h"
#include "common/os/clock.h"
#include "common/os/service_notify.h"
#include "common/os/signals.h"
#include "common/storage/store_watch.h"
#include "coordinator/report/progress_feed.h"
#include "coordinator/runtime/admin_desk.h"
#include "coordinator/runtime/admin_door.h"
#include "coordinator/runtime/bottleneck_watch.h"
#include "coordinator/runtime/coordinator_loop.h"
#include "coordinator/runtime/end_command.h"
#include "coordinator/runtime/ledger_thread.h"
#include "coordinator/runtime/listing.h"
#include "coordinator/runtime/progress_display.h"
#include "coordinator/runtime/reception.h"
#include "coordinator/runtime/run_log.h"
#include "coordinator/runtime/run_verdict.h"
#include "coordinator/runtime/run_view.h"
#include "coordinator/runtime/service_status.h"
#include "coordinator/runtime/stranger_notes.h"
#include "coordinator/start/options.h"
#include "coordinator/start/preparation.h"

namespace photomill {

class Run {
 public:
  // Options, watches, signals and service must outlive the run.
  Run(const CoordinatorOptions& options, StoreWatches& watches, Preparation preparation,
      SignalListener& signals, const ServiceNotifier& service);

  // Call before Go(): workers can connect from here on.
  Status Listen();

  // Runs to the end.
  RunResult Go();

  // Call after Go(): whether the listing has ended, too. If not, only the end of the process ends
  // it.
  [[nodiscard]] bool ListingEnds();

 private:
  void Announce();
  RunResult WaitForStop();
  void Farewell();
  RunResult Close(CoordinatorLoop::State end);
  void MarkChecked();
  void PrintSummary(CoordinatorLoop::State end);

  // One turn: handles everything that has arrived, then sleeps until there is more.
  void Turn();
  bool ServeAdmins();
  void TellPeople();
  void HandleSignals();
  void SuperviseWorkers();
  void PublishProgress();
  void Sleep();
  void Say(const std::string& text) { feed_.Say(text); }

  const CoordinatorOptions& options_;
  StoreWatches& watches_;
  Preparation preparation_;
  SignalListener& signals_;
  const ServiceNotifier& service_;
  const SystemClock clock_;
  LedgerThread ledger_;
  Reception reception_;
  CoordinatorLoop loop_;
  AdminDesk admin_desk_;
  AdminDoor admin_door_;
  Listing listing_;
  const RunView view_;

  RunLog log_;
  ServiceStatus service_status_;
  ProgressDisplay display_;
  ProgressFeed feed_;
  StrangerNotes stranger_notes_;
  LogLimiter note_limiter_{60};

  BottleneckWatch bottleneck_;
  ProgressRow progress_row_;  // of the last snapshot
  Duration slept_ = Duration::zero();
  Instant next_snapshot_;
  bool stop_asked_ = false;
  bool farewell_ = false;
  RunCut cut_;
};

}  // namespace photomill
