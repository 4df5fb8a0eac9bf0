// Puts a run together: preparation, ledger thread, scanner, socket, loop, local workers, display.
// The thread that calls RunCoordinator is the loop's thread.
#include "coordinator/runtime/coordinator.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "common/base/limits.h"
#include "common/base/signal_name.h"
#include "common/base/text.h"
#include "common/base/version.h"
#include "common/model/message.h"
#include "common/model/revision.h"
#include "common/obs/log.h"
#include "common/obs/log_limiter.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/os/network.h"
#include "common/os/private_file.h"
#include "common/os/service_notify.h"
#include "common/os/signals.h"
#include "common/wire/join_file.h"
#include "coordinator/report/final_report.h"
#include "coordinator/report/left_out_rows.h"
#include "coordinator/runtime/advertised_addresses.h"
#include "coordinator/runtime/coordinator_loop.h"
#include "coordinator/runtime/ledger_thread.h"
#include "coordinator/runtime/local_workers.h"
#include "coordinator/runtime/progress_display.h"
#include "coordinator/runtime/socket_folder.h"
#include "coordinator/runtime/stranger_notes.h"
#include "coordinator/runtime/zmq_transport.h"
#include "coordinator/scan/scanner.h"
#include "coordinator/start/destination_identity.h"
#include "coordinator/start/preparation.h"
#include "coordinator/start/start_watch.h"

namespace photomill {
namespace {

constexpr Duration kFarewell = seconds(5);  // for workers to say goodbye at the end
constexpr Duration kLocalEnd = seconds(5);  // for local workers to leave by themselves
constexpr seconds kScanEnd{3};              // for the listing to end when it is told to
constexpr Duration kSnapshotInterval = milliseconds(100);
constexpr int kAttemptBitsPerRun = 40;  // attempts of one run; runs stand above them

// A disk without room is no mistake of whoever started it: the same command works when there is
// room, as it does after a run that was stopped.
int CannotStart(const Failure& failure, bool log_is_open) {
  if (log_is_open) LogError("cannot start: " + failure.detail);
  std::fprintf(stderr, "photomill: %s\n", failure.detail.c_str());
  return failure.reason == Reason::kStorageFull ? kExitStopped : kExitCannotStart;
}

// Photos that somebody put among the outputs of another migration are not migrated: that is said.
std::string OutputFoldersText(const ScanEnd& end) {
  if (end.output_folder_count == 0) return {};
  std::string text = "left out, because they contain outputs of migrations: ";
  for (size_t i = 0; i < end.output_folders.size(); ++i) {
    text += (i == 0 ? "" : ", ") + Quoted(end.output_folders[i]);
  }
  if (end.output_folder_count > end.output_folders.size()) {
    text += " and " + std::to_string(end.output_folder_count - end.output_folders.size()) + " more";
  }
  return text;
}

// The log begins with what was asked.
Status OpenLog(const CoordinatorOptions& options, const std::string& state_folder) {
  LogOptions log;
  log.to_stderr = false;
  log.file = state_folder + "/coordinator.log";
  log.program = "photomill-coordinator";
  SetLogFormat(options.log_format);
  if (Status opened = InitialiseLog(log); !opened) return opened;
  LogInfo("starting photomill " + std::string(kProgramVersion) + " on " + HostName() + ": " +
          options.command);
  return {};
}

class Run {
 public:
  Run(const CoordinatorOptions& options, StoreWatches& watches, Preparation preparation,
      SignalListener& signals, const ServiceNotifier& service)
      : options_(options),
        watches_(watches),
        preparation_(std::move(preparation)),
        signals_(signals),
        service_(service),
        started_(clock_.Now()),
        ledger_(std::move(preparation_.ledger.ledger)),
        transport_(preparation_.keys),
        stranger_notes_(options.encrypt),
        loop_(MakeSchedulerConfig(), ledger_, transport_, clock_),
        scanner_(*preparation_.source, MakeScanOptions(), MakeScanSink(),
                 [this] { return clock_.Now(); }),
        display_(options.progress, clock_, service) {}

  Status Listen() { return options_.local_workers == 0 ? ServeNetwork() : ServeLocalWorkers(); }

  int Go() {
    service_.Ready();
    LogInfo("run " + std::to_string(preparation_.ledger.opening.run) + " of migration " +
            preparation_.ledger.opening.migration_id + ": from " +
            Escaped(preparation_.source_url) + " to " + Escaped(preparation_.destination_url));
    for (const std::string& note : preparation_.notes) Tell(note);
    for (const std::string& change : preparation_.ledger.opening.recipe_changes) {
      Tell("recipe: " + change);
    }
    if (OtherWorkersMayBeAtWork()) {
      Say("workers of the previous run may still be busy: tasks will be assigned in " +
          std::to_string(std::chrono::ceil<seconds>(limits::kLeaseDuration).count()) + " s");
    }
    loop_.WatchStores([this](Instant now) { return watches_.Waits(now); });
    scanner_.Start();
    while (loop_.state() == CoordinatorLoop::State::kRunning && !ended_early_) Turn();
    const CoordinatorLoop::State end = loop_.state();
    scanner_.Stop();
    if (end == CoordinatorLoop::State::kFinished && !options_.exit_when_done) {
      Farewell();
      PrintSummary(end);
      Say("all photos are finished; waiting for Ctrl-C (--exit_when_done exits automatically)");
      while (!stop_asked_ && !ended_early_) Turn();
      display_.End();
      const int exit_code = Close(end);
      LogInfo("the coordinator exits, as requested");
      return exit_code;
    }
    if (end != CoordinatorLoop::State::kFailed && !ended_early_) Farewell();
    // Nobody takes results any more where the ledger failed: workers would wait for that in vain.
    const bool at_once = ended_early_ || end == CoordinatorLoop::State::kFailed;
    if (workers_) workers_->End(at_once ? Duration::zero() : kLocalEnd);
    ShowProgress();
    display_.End();
    const int exit_code = Close(end);
    PrintSummary(end);
    return exit_code;
  }

  // Whether the listing ends, now that nobody needs it. If its store hangs, nothing but the end of
  // the process does.
  [[nodiscard]] bool ListingEnds() {
    const bool ends = scanner_.EndsWithin(kScanEnd);
    if (!ends) socket_folder_.reset();
    return ends;
  }

 private:
  Status ServeNetwork() {
    if (Status bound = transport_.Listen(options_.listen); !bound) return bound;
    const std::string endpoint = ServedEndpoint();
    if (Status told = preparation_.state->TellServing(endpoint, options_.insecure); !told) {
      return told;
    }
    if (!preparation_.keys) {
      Say("serving workers at " + endpoint +
          (options_.insecure ? ", unencrypted (--insecure)" : "") +
          "; start them with: photomill worker --connect=" + endpoint +
          (options_.insecure ? " --insecure" : ""));
      return {};
    }
    Result<std::vector<std::string>> addresses = AddressesToAdvertise(
        options_.advertise, options_.listen, transport_.Endpoint(), OwnAddresses());
    if (!addresses) return addresses.failure();
    JoinFile join;
    join.protocol_version = kProtocolVersion;
    join.migration_id = preparation_.ledger.opening.migration_id;
    join.addresses = *std::move(addresses);
    join.server_key = preparation_.keys->server.public_key;
    join.worker = preparation_.keys->worker;
    const std::string path = preparation_.state_folder + "/join";
    if (Status written = WritePrivateFile(path, RenderJoinFile(join)); !written) return written;
    Say("serving workers at " + endpoint + ", encrypted; workers need the join file " +
        Quoted(path) + ": photomill worker --join=FILE");
    return {};
  }

  // As people wrote it, with the port that was chosen.
  std::string ServedEndpoint() const {
    constexpr std::string_view kEveryAddress = "tcp://*:";
    std::string bound = transport_.Endpoint();
    if (!options_.listen.starts_with(kEveryAddress)) return bound;
    return std::string(kEveryAddress) + bound.substr(bound.rfind(':') + 1);
  }

  Status ServeLocalWorkers() {
    Result<SocketFolder> folder = SocketFolder::Make();
    if (!folder) return folder.failure();
    socket_folder_.emplace(*std::move(folder));
    if (Status bound = transport_.Listen(socket_folder_->Endpoint()); !bound) return bound;
    const std::string log_folder = preparation_.state_folder + "/logs";
    if (Result<std::vector<std::string>> made = MakeFolders(log_folder); !made) {
      return made.failure();
    }
    LocalWorkerOptions local;
    local.endpoint = transport_.Endpoint();
    local.workers = options_.local_workers;
    local.threads = options_.threads != 0 ? options_.threads
                                          : std::clamp(CpusAllowed() / options_.local_workers, 1U,
                                                       limits::kWorkerThreadsMax);
    local.memory_bytes = options_.memory_bytes;
    if (local.memory_bytes == 0) {
      const Result<uint64_t> memory =
          MemoryForPictures(MemoryAvailableBytes(), options_.local_workers);
      if (!memory) return memory.failure();
      local.memory_bytes = *memory;
    }
    local.isolation = options_.isolation;
    local.task_time = options_.task_time;
    local.log_folder = log_folder;
    local.log_json = options_.log_format == LogFormat::kJson;
    workers_.emplace(local);
    return workers_->Start(clock_.Now());
  }

  SchedulerConfig MakeSchedulerConfig() const {
    const LedgerOpening& opening = preparation_.ledger.opening;
    SchedulerConfig config;
    config.migration_id = opening.migration_id;
    config.destination_token = preparation_.mark.token;
    config.recipe = preparation_.recipe;
    config.source_url = preparation_.source_url;
    config.destination_url = preparation_.destination_url;
    config.first_attempt =
        AttemptId{(static_cast<uint64_t>(opening.run) << kAttemptBitsPerRun) + 1};
    config.deaths = opening.deaths;
    config.seed = RandomNumber64();
    config.strict = options_.strict;
    config.source_rules = options_.source_rules;
    config.keep_times = options_.keep_times;
    config.crash_limit = options_.crash_limit;
    config.recipe_file = preparation_.recipe_file;
    config.workers_leave_on_stop = options_.local_workers > 0;
    if (OtherWorkersMayBeAtWork()) config.quiet = config.lease_duration;
    return config;
  }

  // Workers on other machines outlive a coordinator that was killed, and for the length of a lease
  // they publish what it gave them: perhaps of other sources than are listed now, or by another
  // recipe. Local workers die with their coordinator.
  bool OtherWorkersMayBeAtWork() const {
    const LedgerOpening& opening = preparation_.ledger.opening;
    return options_.local_workers == 0 &&
           (!opening.last_run_ended_well || !opening.recipe_changes.empty());
  }

  ScanOptions MakeScanOptions() const {
    ScanOptions scan;
    scan.filter = preparation_.filter;
    if (options_.limit > 0) scan.limit = options_.limit;
    scan.follow_links = options_.follow_links;
    scan.leave_out = preparation_.leave_out;
    return scan;
  }

  // The scanner's thread calls these.
  ScanSink MakeScanSink() {
    ScanSink sink;
    sink.on_batch = [this](ScanBatch batch) {
      std::vector<ScanError> errors;
      for (ScanFault& fault : batch.errors) {
        errors.push_back({std::move(fault.key), std::move(fault.failure)});
      }
      return ledger_.SubmitScan(std::move(batch.objects), std::move(errors));
    };
    sink.on_end = [this](const ScanEnd& end) {
      if (end.stopped) return;
      scan_limited_ = end.limited;
      left_out_ = end.left_out;
      left_out_note_ = OutputFoldersText(end);
      ledger_.SubmitScanEnd(
          end.complete, options_.accept_gone,
          [filter = preparation_.filter](std::string_view key) { return filter.InScope(key); });
    };
    return sink;
  }

  // Everything that is there is done, then the thread sleeps until there is more.
  void Turn() {
    const bool more = loop_.Turn();
    if (std::optional<std::string> note =
            stranger_notes_.Note(clock_.Now(), transport_.Strangers())) {
      Say(*note);
    }
    if (loop_.scan_ended() && !left_out_note_.empty()) {
      Say(std::exchange(left_out_note_, {}));
    }
    for (const std::string& note : loop_.TakeNotes()) {
      if (note_limiter_.Admit(clock_.Now())) Say(note);
    }
    TakeNews();
    HandleSignals();
    if (workers_ && !farewell_) {
      if (Status alive = workers_->Supervise(clock_.Now()); !alive) {
        failure_ = alive.failure();
        ended_early_ = true;
      }
    }
    if (clock_.Now() >= next_snapshot_) {
      next_snapshot_ = clock_.Now() + kSnapshotInterval;
      ShowProgress();
    }
    if (more) return;
    std::vector<int> fds = {ledger_.fd(), signals_.fd()};
    if (workers_) {
      const std::vector<int> children = workers_->Fds();
      fds.insert(fds.end(), children.begin(), children.end());
    }
    transport_.Wait(fds, std::max<Duration>(loop_.NextTurn() - clock_.Now(), Duration::zero()));
  }

  void TakeNews() {
    for (const std::string& news : loop_.TakeNews()) {
      const std::optional<uint64_t> left_out = news_limiter_.Admit(clock_.Now());
      if (!left_out) continue;
      LogInfo(news + (*left_out == 0 ? ""
                                     : " (" + std::to_string(*left_out) +
                                           " lines like this were omitted before)"));
    }
  }

  void HandleSignals() {
    while (const std::optional<int> signal = signals_.Next()) {
      LogInfo("received " + SignalName(*signal));
      // A terminal that closes hangs up more than once: by the kernel and by its shell.
      if (stop_asked_ && *signal == SIGHUP) continue;
      if (stop_asked_) {
        ended_early_ = true;
        return;
      }
      stop_asked_ = true;
      service_.Stopping();
      if (loop_.state() != CoordinatorLoop::State::kRunning) return;
      Say("stopping: waiting for tasks in progress (Ctrl-C again stops at once)");
      loop_.Stop();
    }
  }

  // Workers that have been told to leave say goodbye, with what processor time they took.
  void Farewell() {
    farewell_ = true;
    const bool all_leave =
        loop_.state() == CoordinatorLoop::State::kFinished || options_.local_workers > 0;
    const Instant deadline = clock_.Now() + kFarewell;
    while (all_leave && loop_.scheduler().workers().size() > 0 && clock_.Now() < deadline &&
           !ended_early_) {
      Turn();
    }
  }

  void ShowProgress() {
    ProgressSnapshot snapshot;
    snapshot.elapsed = clock_.Now() - started_;
    snapshot.durable = ledger_.DurableTally();
    snapshot.listed = Listed();
    snapshot.scan_ended = loop_.scan_ended();
    const Scheduler& scheduler = loop_.scheduler();
    for (const auto& [peer, worker] : scheduler.workers().all()) {
      if (worker.set_aside) {
        ++snapshot.workers.set_aside;
      } else if (worker.phase == Worker::Phase::kDraining) {
        ++snapshot.workers.draining;
      } else {
        ++snapshot.workers.working;
        snapshot.workers.slots += worker.slots;
      }
    }
    snapshot.workers.lost = scheduler.counts().lost_workers;
    snapshot.in_flight = scheduler.leases().size();
    snapshot.silence = scheduler.SilenceText(clock_.Now());
    snapshot.held_up = scheduler.IsHeldUp();
    snapshot.insecure = options_.insecure;
    snapshot.pause = loop_.LedgerPauseText();
    if (snapshot.pause.empty()) snapshot.pause = scheduler.PauseText(clock_.Now());
    if (snapshot.pause.empty() && scheduler.workers().size() == 0 && !farewell_ &&
        options_.local_workers == 0) {
      snapshot.pause = "waiting for workers";
    }
    display_.Show(snapshot);
  }

  int64_t Listed() const {
    int64_t listed = 0;
    for (const int64_t count : loop_.intake().verdicts) listed += count;
    return listed;
  }

  RunEnd EndFor(CoordinatorLoop::State end) const {
    if (failure_ || end == CoordinatorLoop::State::kFailed) return RunEnd::kFailed;
    if (end != CoordinatorLoop::State::kFinished || ended_early_) return RunEnd::kStopped;
    return HasFailures() ? RunEnd::kFinishedWithFailures : RunEnd::kFinished;
  }

  // Whether the listing has shown all that the run is about: failures that it did not show are
  // those of earlier runs.
  bool ListedAll() const { return loop_.scan_ended() && (loop_.scan_complete() || scan_limited_); }

  bool HasFailures() const {
    const Tally tally = ledger_.DurableTally();
    const auto& failures = ListedAll() ? tally.failed_listed : tally.failed;
    const bool failed =
        std::any_of(failures.begin(), failures.end(), [](int64_t n) { return n > 0; });
    // Sources that an earlier run left to do may be out of this one's scope; otherwise none is
    // left.
    const bool whole_library =
        options_.include.empty() && options_.exclude.empty() && left_out_.system.empty();
    const bool left_to_do = whole_library && !scan_limited_ && tally[SourceState::kPending] > 0;
    return failed || tally.scan_errors > 0 || left_to_do ||
           !(loop_.scan_complete() || scan_limited_);
  }

  // An empty folder is mostly the wrong one, or not mounted.
  bool NothingToMigrate() const {
    return run_end_ == RunEnd::kFinished && Listed() == 0 && ledger_.DurableTally().known() == 0;
  }

  // Closes the ledger and tells the exit code.
  int Close(CoordinatorLoop::State end) {
    run_end_ = EndFor(end);
    if (loop_.state() == CoordinatorLoop::State::kFailed) failure_ = loop_.failure();
    if (end == CoordinatorLoop::State::kFinished) {
      (void)preparation_.destination->Sweep("", std::chrono::seconds(0));
      MarkChecked();
    }
    const Status closed = ledger_.Close(run_end_);
    if (!closed.ok() && !failure_) {
      failure_ = closed.failure();
      run_end_ = RunEnd::kFailed;
    }
    switch (run_end_) {
      case RunEnd::kFinished:
        return NothingToMigrate() ? kExitCannotStart : kExitDone;
      case RunEnd::kFinishedWithFailures:
        return kExitWithFailures;
      case RunEnd::kStopped:
      case RunEnd::kFailed:
        break;
    }
    return kExitStopped;
  }

  // In a destination that was made anew every source has been looked at: what it lacked is there,
  // or recorded as lacking.
  void MarkChecked() {
    if (!preparation_.mark.unchecked || !loop_.scan_complete()) return;
    preparation_.mark.unchecked = false;
    (void)PublishMark(*preparation_.destination, preparation_.ledger.opening.migration_id,
                      preparation_.mark);
  }

  void PrintSummary(CoordinatorLoop::State end) {
    const SchedulerCounts& counts = loop_.scheduler().counts();
    FinalFigures figures;
    figures.end = run_end_ = EndFor(end);
    if (failure_) figures.cause = failure_->detail;
    figures.source = preparation_.source_url;
    Selection part = preparation_.selection;
    part.formats = kDecodedFormats;
    part.size = {};
    part.all_folders = false;  // asks for more, not for a part
    if (part.include.empty() && part.exclude.empty()) part.ignore_case = false;
    if (part != Selection{}) figures.part = SelectionFlags(part);
    figures.more_behind_limit = scan_limited_;
    if (loop_.scan_ended()) figures.left_out = left_out_;
    figures.not_selected = static_cast<int64_t>(figures.left_out.pattern_files());
    figures.nothing_to_migrate = NothingToMigrate();
    // The summary says so, too.
    if (figures.nothing_to_migrate && options_.progress == ProgressStyle::kJson) {
      std::fprintf(stderr, "photomill: %s\n", NothingFoundText(figures).c_str());
    }
    for (const std::string& flag : figures.left_out.unmatched) LogInfo(UnmatchedText(flag));
    figures.tally = ledger_.DurableTally();
    if (ListedAll()) {
      for (size_t i = 0; i < figures.failed_outside.size(); ++i) {
        figures.failed_outside[i] = figures.tally.failed[i] - figures.tally.failed_listed[i];
      }
      figures.quarantined_outside =
          figures.tally[SourceState::kQuarantined] - figures.tally.quarantined_listed;
    }
    for (const auto& [rule, count] : loop_.intake().mended) {
      figures.mended.emplace_back(MendedRules()[rule].word, count);
    }
    figures.found = Listed();
    figures.listing_complete = loop_.scan_complete();
    figures.retries = static_cast<int64_t>(counts.retried);
    figures.taken_back = static_cast<int64_t>(counts.taken_back);
    figures.copied = static_cast<int64_t>(counts.copied);
    // Whether a source that is out of the window needs a result the ledger decides.
    figures.late_results = static_cast<int64_t>(counts.late_results + loop_.unneeded_outcomes());
    figures.recipe_changes = preparation_.ledger.opening.recipe_changes;
    figures.wall_seconds = std::chrono::duration<double>(clock_.Now() - started_).count();
    uint64_t cpu_milliseconds = counts.departed_cpu_milliseconds;
    for (const auto& [peer, worker] : loop_.scheduler().workers().all()) {
      cpu_milliseconds += worker.cpu_milliseconds;
    }
    figures.cpu_seconds = static_cast<double>(cpu_milliseconds) / 1000 +
                          static_cast<double>(ProcessCpuTime().count()) / 1000;
    figures.times = counts.step_times;
    figures.workers = counts.workers_seen;
    figures.workers_lost = counts.lost_workers;
    figures.insecure = options_.insecure;
    figures.destination = preparation_.destination_url;
    figures.state_dir = preparation_.state_folder;
    if (figures.end == RunEnd::kFailed) {
      LogError(RenderEndLine(figures));
    } else {
      LogInfo(RenderEndLine(figures));
    }
    if (options_.progress == ProgressStyle::kJson) return;
    std::fputs(RenderSummary(figures, LocaleIsUtf8()).c_str(), stdout);
    std::fflush(stdout);
  }

  // What people have to know whatever progress they want to see: this run is about something else
  // than the last one.
  void Tell(const std::string& text) {
    LogInfo(text);
    display_.Say(text, ProgressDisplay::Audience::kAll);
  }

  void Say(const std::string& text) {
    LogInfo(text);
    display_.Say(text);
  }

  const CoordinatorOptions& options_;
  StoreWatches& watches_;
  Preparation preparation_;
  SignalListener& signals_;
  const ServiceNotifier& service_;
  const SystemClock clock_;
  const Instant started_;
  LedgerThread ledger_;
  ZmqTransport transport_;
  StrangerNotes stranger_notes_;
  CoordinatorLoop loop_;
  Scanner scanner_;
  std::atomic<bool> scan_limited_{false};
  LeftOut left_out_;           // the scanner's until the loop knows that the scan ended
  std::string left_out_note_;  // likewise
  ProgressDisplay display_;
  LogLimiter note_limiter_{60};
  LogLimiter news_limiter_{600};
  std::optional<SocketFolder> socket_folder_;
  std::optional<LocalWorkers> workers_;
  Instant next_snapshot_;
  bool stop_asked_ = false;
  bool ended_early_ = false;
  bool farewell_ = false;
  std::optional<Failure> failure_;
  RunEnd run_end_ = RunEnd::kStopped;
};

}  // namespace

int RunCoordinator(const CoordinatorOptions& options) {
  IgnoreBrokenPipes();
  // SQLite's index of the ledger's log is the only mapped file that is written here.
  ExitOnBusError(
      "photomill: a page of the ledger's log index could not be written (SIGBUS): make room on its "
      "file system and check its disk, then run the same command again; recorded results are "
      "kept\n",
      kExitStopped);
  // Every worker takes a descriptor, and so does every stranger until it is turned away.
  RaiseDescriptorLimit();
  // Workers of `run` are no services: they do not speak for the coordinator.
  const ServiceNotifier service =
      ServiceNotifier::FromEnvironment(ServiceNotifier::Children::kMayNot);
  Result<SignalListener> signals = SignalListener::Make();
  if (!signals) return CannotStart(signals.failure(), false);
  const SystemClock clock;
  StoreWatches watches;
  std::atomic<bool> log_is_open = false;
  std::optional<StartWatch> start_watch(std::in_place, watches,
                                        StartWatch::Urls{options.source, options.destination},
                                        clock, [&](const std::string& line) {
                                          std::fprintf(stderr, "photomill: %s\n", line.c_str());
                                          if (log_is_open) LogWarning(line);
                                        });
  Result<Preparation> preparation =
      Prepare(options, clock, watches, [&](const std::string& state_folder) {
        Status opened = OpenLog(options, state_folder);
        log_is_open = opened.ok();
        return opened;
      });
  start_watch.reset();
  if (!preparation) return CannotStart(preparation.failure(), log_is_open);
  Run run(options, watches, *std::move(preparation), *signals, service);
  if (const Status listening = run.Listen(); !listening) {
    return CannotStart(listening.failure(), true);
  }
  const int exit_code = run.Go();
  if (!run.ListingEnds()) {
    std::fflush(nullptr);
    _exit(exit_code);
  }
  return exit_code;
}

}  // namespace photomill
