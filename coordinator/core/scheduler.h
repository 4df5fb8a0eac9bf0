// The scheduler decides which worker gets which task when, and what an outcome means. It is a pure
// state machine, Step(now, event) -> effects: no clock, no I/O, no threads, no logging, and no
// iteration whose order could differ between two runs. The coordinator's loop and the simulator
// drive the same code. LIFECYCLE.md shows the states of tasks and workers.
//
// Its guarantees, whatever the events (tests/support/invariants.h checks them):
// - a source's outcome is recorded before it is acknowledged;
// - a worker never holds more than the credit it granted;
// - a task in the window is exactly one of ready, waiting and leased;
// - memory is bounded by the window and the workers' credit, not by the library.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/limits.h"
#include "common/base/random.h"
#include "coordinator/core/black_holes.h"
#include "coordinator/core/death_book.h"
#include "coordinator/core/event.h"
#include "coordinator/core/lease_table.h"
#include "coordinator/core/past_workers.h"
#include "coordinator/core/taker_table.h"
#include "coordinator/core/task_standing.h"
#include "coordinator/core/task_table.h"
#include "coordinator/core/worker_table.h"

namespace photomill {

struct SchedulerConfig {
  std::string migration_id;
  std::string destination_token;  // what a worker that sees the destination reads there
  Recipe recipe;
  SourceRules source_rules;
  std::string source_url;
  std::string destination_url;
  AttemptId first_attempt{1};                  // above all attempts of earlier runs
  std::vector<std::string> deaths;             // recorded by earlier runs
  uint64_t seed = 0;                           // for the jitter
  uint32_t crash_limit = limits::kCrashLimit;  // crashes until a source is quarantined
  std::string recipe_file;             // for the command that reproduces a crash; empty: default
  bool strict = false;                 // a source that is not an image counts as a failure
  bool keep_times = false;             // outputs get the time of their source
  bool workers_leave_on_stop = false;  // they are child processes: a stop ends them too
  // Nothing is lent for this long after the first event: workers of an aborted run may publish that
  // run's tasks until their leases end, and must not overwrite newer outputs.
  Duration quiet{};
  Duration lease_duration = limits::kLeaseDuration;
  Duration heartbeat_interval = limits::kHeartbeatInterval;
};

// Counts since the start, for display.
struct SchedulerCounts {
  uint64_t dispatched = 0;    // attempts sent
  uint64_t redelivered = 0;   // tasks of workers that were lost or left
  uint64_t taken_back = 0;    // tasks moved from one worker's queue to another worker
  uint64_t copied = 0;        // second copies of stragglers
  uint64_t retried = 0;       // retries after transient failures
  uint64_t late_results = 0;  // repeats, and results for another version or recipe
  uint64_t refused_workers = 0;
  uint64_t lost_workers = 0;               // and have not returned
  uint64_t workers_seen = 0;               // a worker that is lost and returns counts once
  uint64_t departed_cpu_milliseconds = 0;  // of workers that have left
  StepTimes step_times;                    // sums over all results
};

// Why a ready task is not lent to a worker at the moment.
enum class Hindrance : uint8_t {
  kSuspectIsOut,  // the task is a suspect, and another suspect is out
  kAvoided,       // it failed at this worker, or the worker is a black hole: others first
  kNoRoom,        // it is larger than the worker's remaining credit
};

class Scheduler {
 public:
  explicit Scheduler(SchedulerConfig config);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Appends the resulting effects, each fact before the sends that report it.
  void Step(Instant now, const Event& event, Effects& effects);

  [[nodiscard]] const TaskTable& tasks() const { return tasks_; }
  [[nodiscard]] const LeaseTable& leases() const { return leases_; }
  [[nodiscard]] const WorkerTable& workers() const { return workers_; }
  [[nodiscard]] const PastWorkers& past_workers() const { return past_workers_; }
  [[nodiscard]] const TakerTable& takers() const { return takers_; }
  [[nodiscard]] const SchedulerCounts& counts() const { return counts_; }
  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] uint32_t crash_limit() const { return config_.crash_limit; }
  // Whether every remaining source is in the window.
  [[nodiscard]] bool AtTail() const {
    return cursor_at_end_ && scan_ended_ && !rewind_ && !load_outstanding_;
  }

  // The sizes of its containers, to check that memory is bounded.
  struct Sizes {
    size_t window = 0;
    size_t leases = 0;
    size_t adopted = 0;
    size_t deaths = 0;
    size_t news_during_load = 0;
    bool loading = false;
  };
  [[nodiscard]] Sizes sizes() const {
    return {tasks_.size(),
            leases_.size(),
            adopted_.size(),
            deaths_.size(),
            settled_during_load_.size() + crashed_during_load_.size(),
            load_outstanding_};
  }

  // Returns who joined, returned, started to drain or left since the last call, for the log only.
  // Urgent news is an effect::Note.
  std::vector<std::string> TakeNews() { return std::exchange(news_, {}); }

  // Why nothing is dispatched although there is work: the user paused the run, or every worker is
  // set aside. Empty: not paused.
  [[nodiscard]] std::string PauseText(Instant now) const;
  [[nodiscard]] bool paused_by_user() const { return user_pause_since_.has_value(); }
  // For how long the user has paused the run, all pauses together.
  [[nodiscard]] Duration UserPause(Instant now) const;
  [[nodiscard]] bool stopping() const { return stopping_; }
  // Where the task with this key is, and why it waits (task_standing.cpp). `source`: its number in the
  // ledger, 0 if unknown.
  [[nodiscard]] TaskStanding Explain(Instant now, std::string_view key, SourceId source) const;
  // Which store hangs, at which worker, for how long (store_silence.cpp). Empty: none is known to
  // hang.
  [[nodiscard]] std::string SilenceText(Instant now) const;
  // Whether hanging stores block so many slots that the end of the run cannot be predicted.
  [[nodiscard]] bool IsHeldUp() const;
  // The coordinator's own waits: it lists the source.
  [[nodiscard]] const StoreSilence& own_silence() const { return own_silence_; }

 private:
  // Events.
  void On(Instant now, const event::MessageArrived& event, Effects& effects);
  void On(Instant now, const event::PeerUnreachable& event, Effects& effects);
  void On(Instant now, const event::TasksLoaded& event, Effects& effects);
  void On(Instant now, const event::WaitingSettled& event, Effects& effects);
  void On(Instant now, const event::SourcesPending& event, Effects& effects);
  void On(Instant now, const event::SampleListed& event, Effects& effects);
  void On(Instant now, const event::ScanEnded& event, Effects& effects);
  void On(Instant now, const event::StopAsked& event, Effects& effects);
  void On(Instant now, const event::PauseAsked& event, Effects& effects);
  void On(Instant now, const event::ResumeAsked& event, Effects& effects);
  void On(Instant now, const event::DrainAsked& event, Effects& effects);
  void On(Instant now, const event::SlotsAsked& event, Effects& effects);
  void On(Instant now, const event::Tick& event, Effects& effects);

  // Messages of registered workers (Hello: of any peer).
  void OnHello(Instant now, PeerId peer, const Hello& hello, Effects& effects);
  void OnReady(Worker& worker, const Ready& ready, Effects& effects);
  void OnCredit(Worker& worker, const Credit& credit);
  void OnResults(Instant now, Worker& worker, const ResultBatch& batch, Effects& effects);
  void OnGivenBack(Worker& worker, const GivenBack& given);
  void OnHeartbeat(Instant now, Worker& worker, const Heartbeat& heartbeat, Effects& effects);
  static void Echo(Instant now, Worker& worker, Effects& effects);
  void OnGoodbye(Worker& worker, const Goodbye& goodbye, Effects& effects);

  // Results (scheduler_results.cpp).
  void OnResult(Instant now, Worker& worker, const TaskResult& result, bool recipe_is_current,
                Effects& effects);
  void OnEnd(Worker& worker, const TaskResult& result, Effects& effects);
  void OnFailure(Instant now, Worker& worker, TaskEntry& entry, const Outcome& outcome,
                 Effects& effects);
  void OnPlaceFailure(Instant now, Worker& worker, TaskEntry& entry, const Failure& cause,
                      Effects& effects);
  void OnSuspects(const Hello& hello, Effects& effects);
  void OnDeath(Worker& worker, const TaskResult& result, bool holds, Effects& effects);
  void Blame(SourceId source, const DeathNews& news, const std::string& worker_name,
             Effects& effects);
  void Quarantine(const Task& task, const DeathNews& news, const std::string& worker_name,
                  bool crashed, Effects& effects);
  void Settle(effect::RecordOutcome record, Effects& effects);
  void SetAside(Instant now, Worker& worker, const Failure& cause, Effects& effects);

  void OnBlackHole(Worker& worker, Effects& effects);

  // How many slots the workers have (slots.cpp).
  void NoteSlots(Worker& worker, uint32_t slots);

  // When nothing can be dispatched (pause.cpp).
  void NotePause(Instant now, Effects& effects);
  [[nodiscard]] std::string PlacePauseText(Instant now) const;

  // Stores that hang (store_silence.cpp). `caller`: who waits for them.
  void NoteWaits(Instant now, const std::string& caller, const StoreWaits& waits,
                 StoreSilence& silence, Effects& effects) const;
  static void NoteSilentEnd(const Worker& worker, Effects& effects);

  // Workers (scheduler_workers.cpp).
  bool TakeOver(Instant now, PeerId peer, const Hello& hello, Worker& history, Effects& effects);
  Worker& Register(Instant now, PeerId peer, const Hello& hello, const Worker& history);
  void Greet(Instant now, const Hello& hello, Worker& history, Effects& effects);
  void NoteNamesake(Instant now, const Hello& hello, Effects& effects);
  void Welcome(Worker& worker, Effects& effects);
  void Adopt(Instant now, Worker& worker, const HeldTask& held);
  void Refuse(PeerId peer, RefusalCode code, std::string text, Effects& effects);
  void Remove(Worker& worker, Effects& effects);
  void Lose(Worker& worker, Effects& effects);
  void StartDrain(Worker& worker, Effects& effects);
  void Tell(std::string news);
  bool Release(AttemptId attempt, bool make_ready);
  bool EndLease(AttemptId attempt, bool make_ready);
  [[nodiscard]] std::optional<AttemptId> SuspectOut() const;

  // What the user asks about (task_standing.cpp).
  [[nodiscard]] const TaskEntry* FindTask(std::string_view key, SourceId source) const;
  [[nodiscard]] TaskStanding StandingOf(Instant now, const TaskEntry& entry) const;
  [[nodiscard]] TaskStanding StandingOfReady(Instant now, const TaskEntry& entry) const;
  [[nodiscard]] TaskStanding StandingAt(Instant now, const Lease& lease) const;
  [[nodiscard]] TaskStanding StandingOutside(Instant now, SourceId source) const;

  // Dispatch (placement.cpp).
  [[nodiscard]] bool MayLend(Instant now) const;
  void Dispatch(Instant now, Effects& effects);
  void WakeRested(Instant now);
  [[nodiscard]] std::optional<Hindrance> HindranceOf(Instant now, const TaskEntry& entry,
                                                     const Worker& worker) const;
  bool FillWorker(Instant now, Worker& worker, size_t tasks_max, Effects& effects);
  void Lend(Instant now, Worker& worker, TaskEntry& entry, TaskBatch& batch);
  AttemptId MakeAttempt(Instant now, Worker& worker, const Task& task);
  void MakeLeased(TaskEntry& entry, AttemptId attempt);

  // Work for idle workers when nothing is ready (take_back.cpp, stragglers.cpp).
  [[nodiscard]] std::vector<Worker*> IdleWorkers();
  void OccupyIdle(Instant now, Effects& effects);
  bool TakeBackFor(Instant now, const std::vector<Worker*>& idle, Effects& effects);
  bool AskBack(Worker& worker, size_t newest, size_t tasks_max, Effects& effects);
  void CopyStragglers(Instant now, const std::vector<Worker*>& idle, Effects& effects);
  [[nodiscard]] std::vector<TaskEntry*> Stragglers(Instant now);

  void RefillWindow(Effects& effects);
  [[nodiscard]] bool SettledDuringLoad(const Task& task) const;
  void CheckEnd(Effects& effects);

  SchedulerConfig config_;
  Digest recipe_digest_;
  std::optional<Instant> quiet_until_;  // set by the first event
  Random random_;
  TaskTable tasks_;
  LeaseTable leases_;
  WorkerTable workers_;
  PastWorkers past_workers_;
  TakerTable takers_;
  SchedulerCounts counts_;
  BlackHoles black_holes_;
  std::vector<std::string> news_;            // bounded: see Tell
  bool paused_ = false;                      // every worker is set aside
  std::optional<Instant> user_pause_since_;  // empty: the user has not paused the run
  Duration user_pause_before_{};             // earlier pauses
  uint32_t slots_asked_ = 0;                 // of all workers, by the user; 0: as they were started
  StoreSilence own_silence_;
  Duration turnaround_{};  // from lending to the result of a done task, smoothed; 0: none yet
  AttemptId next_attempt_;

  // Attempts that workers hold for sources that are not in the window (yet).
  std::unordered_map<SourceId, HeldTask> adopted_;
  DeathBook deaths_;
  std::optional<AttemptId> suspect_lease_;  // one suspect at a time in the whole cluster
  PeerId last_served_;                      // placement continues after this worker

  // The cursor through the ledger's pending rows.
  SourceId cursor_;
  std::optional<SourceId> rewind_;  // rows before the cursor became pending: go back to here
  bool load_outstanding_ = false;
  int64_t waiting_ = 0;  // sources that wait for others, as of the last page
  // Sources were only read (without outputs) since the ledger was last asked: settling them may
  // make waiting sources ready.
  bool read_since_asked_ = false;
  bool settle_outstanding_ = false;
  bool cursor_at_end_ = true;
  // What happened while a page was being loaded, since the page may be older.
  struct Settled {
    ObjectVersion version;
    std::optional<DerivativeSet> made;  // of a done source
  };
  std::unordered_map<SourceId, Settled> settled_during_load_;
  std::unordered_map<SourceId, uint32_t> crashed_during_load_;  // deaths that count, per source

  std::vector<StoreSample> samples_;
  bool scan_ended_ = false;
  bool stopping_ = false;
  bool stopped_ = false;
  bool finished_ = false;
};

}  // namespace photomill
