#include "coordinator/runtime/run.h"

#include <fmt/core.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/limits.h"
#include "common/base/signal_name.h"
#include "common/base/text.h"
#include "common/obs/log.h"
#include "coordinator/report/final_report.h"
#include "coordinator/report/left_out_rows.h"
#include "coordinator/runtime/run_figures.h"
#include "coordinator/runtime/run_snapshot.h"
#include "coordinator/runtime/scheduler_settings.h"
#include "coordinator/start/destination_identity.h"

namespace photomill {
namespace {

constexpr Duration kFarewell = seconds(5);  // for workers to say goodbye at the end
constexpr Duration kLocalEnd = seconds(5);  // for local workers to exit by themselves
constexpr Duration kSnapshotInterval = milliseconds(100);

}  // namespace

Run::Run(const CoordinatorOptions& options, StoreWatches& watches, Preparation preparation,
         SignalListener& signals, const ServiceNotifier& service)
    : options_(options),
      watches_(watches),
      preparation_(std::move(preparation)),
      signals_(signals),
      service_(service),
      ledger_(std::move(preparation_.ledger.ledger)),
      reception_(options, preparation_),
      loop_(MakeSchedulerConfig(options, preparation_), ledger_, reception_.transport(), clock_),
      admin_desk_(loop_, clock_, options.local_workers > 0,
                  [this](const std::string& name) { reception_.LetGo(name); }),
      admin_door_(preparation_.state_folder, preparation_.ledger.opening.migration_id,
                  reception_.transport()),
      listing_(options, preparation_, ledger_, clock_),
      view_{options, preparation_, loop_, ledger_, listing_, clock_.Now()},
      service_status_(service, clock_),
      display_(options.progress, clock_),
      stranger_notes_(options.encrypt),
      bottleneck_(clock_.Now()) {
  feed_.Subscribe(log_);
  feed_.Subscribe(display_);
  feed_.Subscribe(service_status_);
}

Status Run::Listen() {
  Status open = reception_.Open(clock_.Now(), [this](const std::string& text) { Say(text); });
  if (!open) return open;
  // Nothing else depends on it.
  if (const Status door = admin_door_.Open(); !door) {
    Say("commands such as photomill pause cannot reach this run: " + door.failure().detail);
  }
  return open;
}

// --- From start to end --------------------------------------------------------------------------

RunResult Run::Go() {
  service_.Ready();
  Announce();
  loop_.WatchStores([this](Instant now) { return watches_.Waits(now); });
  loop_.WatchProgress([this] { return progress_row_; });
  listing_.Start();
  while (loop_.state() == CoordinatorLoop::State::kRunning && !cut_.early) Turn();
  const CoordinatorLoop::State end = loop_.state();
  listing_.Stop();
  if (end == CoordinatorLoop::State::kFinished && !options_.exit_when_done) return WaitForStop();
  if (end != CoordinatorLoop::State::kFailed && !cut_.early) Farewell();
  // If the ledger failed, nobody accepts results any more: workers would wait in vain.
  const bool at_once = cut_.early || end == CoordinatorLoop::State::kFailed;
  reception_.EndLocalWorkers(at_once ? Duration::zero() : kLocalEnd);
  PublishProgress();
  feed_.End();
  RunResult result = Close(end);
  PrintSummary(end);
  return result;
}

// Information that users need whatever progress style they chose: how this run differs from the
// last one.
void Run::Announce() {
  const LedgerOpening& opening = preparation_.ledger.opening;
  LogInfo(fmt::format("run {} of migration {}: from {} to {}", opening.run, opening.migration_id,
                      Escaped(preparation_.source_url), Escaped(preparation_.destination_url)));
  for (const std::string& note : preparation_.notes) feed_.Say(note, Audience::kAll);
  for (const std::string& change : opening.recipe_changes) {
    feed_.Say("recipe: " + change, Audience::kAll);
  }
  if (!OtherWorkersMayBeBusy(options_, preparation_)) return;
  Say(fmt::format("workers of the previous run may still be busy: tasks will be assigned in {} s",
                  std::chrono::ceil<seconds>(limits::kLeaseDuration).count()));
}

// The migration is finished, and the coordinator keeps running.
RunResult Run::WaitForStop() {
  Farewell();
  PrintSummary(CoordinatorLoop::State::kFinished);
  Say("all photos are finished; waiting for Ctrl-C (--exit_when_done exits automatically)");
  while (!stop_asked_ && !cut_.early) Turn();
  feed_.End();
  RunResult result = Close(CoordinatorLoop::State::kFinished);
  LogInfo("the coordinator exits, as requested");
  return result;
}

// Waits for workers that were told to exit: they say goodbye and report their CPU time.
void Run::Farewell() {
  farewell_ = true;
  const bool all_leave =
      loop_.state() == CoordinatorLoop::State::kFinished || options_.local_workers > 0;
  const Instant deadline = clock_.Now() + kFarewell;
  while (all_leave && loop_.scheduler().workers().size() > 0 && clock_.Now() < deadline &&
         !cut_.early) {
    Turn();
  }
}

// Closes the ledger.
RunResult Run::Close(CoordinatorLoop::State end) {
  RunEnd run_end = EndOf(view_, end, cut_);
  if (loop_.state() == CoordinatorLoop::State::kFailed) cut_.failure = loop_.failure();
  if (end == CoordinatorLoop::State::kFinished) {
    (void)preparation_.destination->Sweep("", seconds(0));
    MarkChecked();
  }
  admin_door_.Close();
  const Status closed = ledger_.Close(run_end);
  if (!closed.ok() && !cut_.failure) {
    cut_.failure = closed.failure();
    run_end = RunEnd::kFailed;
  }
  const double elapsed = std::chrono::duration<double>(clock_.Now() - view_.started).count();
  return {run_end, ExitCodeOf(view_, run_end), preparation_.state_folder, elapsed,
          ledger_.DurableTally()};
}

// In a re-created destination every source has now been checked: its missing outputs are there, or
// recorded as missing.
void Run::MarkChecked() {
  if (!preparation_.mark.unchecked || !loop_.scan_complete()) return;
  if (const int64_t left_out = loop_.gone().left_out; left_out > 0) {
    Say(
        fmt::format("{} photos that this run left out were not checked: their outputs may be "
                    "missing. The next run that includes them checks them",
                    left_out));
    return;
  }
  preparation_.mark.unchecked = false;
  const Status published = PublishMark(*preparation_.destination,
                                       preparation_.ledger.opening.migration_id, preparation_.mark);
  if (!published) return;
  (void)WriteDestinationRecord(preparation_.state_folder, {{preparation_.mark.token}, false});
}

void Run::PrintSummary(CoordinatorLoop::State end) {
  FinalFigures figures = FiguresOf(view_, EndOf(view_, end, cut_), cut_, clock_.Now());
  figures.bound = bottleneck_.RunText();
  // Without JSON the summary says this, too.
  if (figures.nothing_to_migrate && options_.progress == ProgressStyle::kJson) {
    std::fprintf(stderr, "photomill: %s\n", NothingFoundText(figures).c_str());
  }
  for (const std::string& flag : figures.left_out.unmatched) LogInfo(UnmatchedText(flag));
  if (figures.end == RunEnd::kFailed) {
    LogError(RenderEndLine(figures));
  } else {
    LogInfo(RenderEndLine(figures));
  }
  if (options_.progress == ProgressStyle::kJson) return;
  std::fputs(RenderSummary(figures, LocaleIsUtf8()).c_str(), stdout);
  std::fflush(stdout);
}

bool Run::ListingEnds() {
  const bool ends = listing_.Ends();
  admin_door_.Close();
  if (!ends) reception_.RemoveSocketFolder();
  return ends;
}

// --- One turn ------------------------------------------------------------------------------------

void Run::Turn() {
  bool more = loop_.Turn();
  more = ServeAdmins() || more;
  TellPeople();
  HandleSignals();
  if (!farewell_) SuperviseWorkers();
  if (clock_.Now() >= next_snapshot_) {
    next_snapshot_ = clock_.Now() + kSnapshotInterval;
    PublishProgress();
  }
  if (!more) Sleep();
}

bool Run::ServeAdmins() {
  return admin_door_.Serve(
      [this](const AdminCommand& command) { return admin_desk_.Answer(command); });
}

void Run::TellPeople() {
  const TurnedAway& strangers = reception_.transport().Strangers();
  if (std::optional<std::string> note = stranger_notes_.Note(clock_.Now(), strangers)) Say(*note);
  if (loop_.scan_ended()) {
    if (const std::string note = listing_.TakeNote(); !note.empty()) Say(note);
  }
  for (const std::string& note : loop_.TakeNotes()) {
    if (note_limiter_.Admit(clock_.Now())) Say(note);
  }
  for (const std::string& news : loop_.TakeNews()) log_.TellNews(clock_.Now(), news);
}

void Run::HandleSignals() {
  while (const std::optional<int> signal = signals_.Next()) {
    LogInfo("received " + SignalName(*signal));
    // A closing terminal sends SIGHUP more than once: from the kernel and from its shell.
    if (stop_asked_ && *signal == SIGHUP) continue;
    if (stop_asked_) {
      cut_.early = true;
      return;
    }
    stop_asked_ = true;
    service_.Stopping();
    if (loop_.state() != CoordinatorLoop::State::kRunning) return;
    Say("stopping: waiting for tasks in progress (Ctrl-C again stops at once)");
    loop_.Stop();
  }
}

void Run::SuperviseWorkers() {
  if (Status alive = reception_.Supervise(clock_.Now()); !alive) {
    cut_.failure = alive.failure();
    cut_.early = true;
  }
}

void Run::PublishProgress() {
  const Instant now = clock_.Now();
  bottleneck_.Observe(now, view_, ledger_, reception_.transport().Traffic(), slept_);
  ProgressSnapshot snapshot = SnapshotOf(view_, now, farewell_);
  if (!farewell_) snapshot.bottleneck = bottleneck_.now();
  if (snapshot.pause.empty() && reception_.AllHaveLeft()) {
    snapshot.pause =
        "every worker of this run was drained (Ctrl-C; the same command then continues)";
  }
  progress_row_ = ProgressRowOf(feed_.Publish(now, std::move(snapshot)), clock_.WallTime());
}

void Run::Sleep() {
  const Instant start = clock_.Now();
  std::vector<int> fds = reception_.Fds();
  fds.push_back(ledger_.fd());
  fds.push_back(signals_.fd());
  reception_.transport().Wait(fds,
                              std::max<Duration>(loop_.NextTurn() - clock_.Now(), Duration::zero()),
                              admin_door_.socket());
  slept_ += clock_.Now() - start;
}

}  // namespace photomill
