// How a worker reacts to the coordinator's messages: registration, credit, the order of tasks,
// results until they are acknowledged, leases, drain. A pure state machine, like the scheduler: no
// clock, no I/O, no threads, no logging. The engine's loop and the simulator run the same code.
//
// Guarantees for any sequence of events:
// - an accepted task ends in a result, or is listed in the next Hello, or is given back: with the
//   Goodbye, or because the coordinator took it back before it was started;
// - a result is sent again at every new registration until it is acknowledged;
// - both sides agree again after any frame is lost: a worker with nothing in progress and nothing
//   arriving for a while registers again, with the tasks that it holds;
// - at most `pipeline_tasks` tasks are in progress at a time;
// - its lease never outlasts the coordinator's grant: it is counted from the time when a heartbeat
//   was sent, not from the arrival of its echo.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/limits.h"
#include "worker/core/worker_event.h"

namespace photomill {

struct WorkerConfig {
  SessionId session;
  SessionId replaces;
  std::string name;
  std::string host;
  uint32_t process = 0;
  uint32_t slots = 1;
  std::string program_version;
  std::string migration_id;  // the one that this worker should join; empty: any
  std::vector<Suspect> suspects;
  uint32_t pipeline_tasks = 2;       // tasks in progress at a time, in any step
  uint64_t bytes_ahead = 256 << 20;  // source bytes queued or in progress
  Duration coordinator_timeout = limits::kCoordinatorTimeout;
};

class WorkerMachine {
 public:
  explicit WorkerMachine(WorkerConfig config);

  void Step(Instant now, const WorkerEvent& event, WorkerEffects& effects);

  [[nodiscard]] size_t queued() const { return queue_.size(); }
  [[nodiscard]] size_t running() const { return running_; }
  [[nodiscard]] size_t unacknowledged() const { return held_.size() - queue_.size() - running_; }

 private:
  enum class Phase : uint8_t {
    kDialing,  // Hello was sent
    kProving,  // checking the stores
    kWorking,
    kLeft,
  };

  struct Held {
    enum class Stage : uint8_t { kQueued, kRunning, kFinished };
    Assignment assignment;
    Stage stage = Stage::kQueued;
    std::vector<AttemptId> also;  // later attempts of the same task, settled by one execution
    Outcome outcome;              // kFinished
    bool sent = false;            // kFinished: sent since the last Hello
    bool is_old = false;          // was held at a Hello: possibly another coordinator's
  };

  void On(Instant now, const worker_event::Begun& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::MessageArrived& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::ProofMade& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::TaskEnded& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::SlotsSet& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::ShutOut& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::DrainAsked& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::StopAsked& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::Tick& event, WorkerEffects& effects);
  void On(Instant now, const worker_event::TurnEnded& event, WorkerEffects& effects);

  void OnMessage(Instant now, const Welcome& welcome, WorkerEffects& effects);
  void OnMessage(Instant now, const Refusal& refusal, WorkerEffects& effects);
  void OnMessage(Instant now, const TaskBatch& batch, WorkerEffects& effects);
  void OnMessage(Instant now, const Acks& acks, WorkerEffects& effects);
  void OnMessage(Instant now, const HeartbeatEcho& echo, WorkerEffects& effects);
  void OnMessage(Instant now, const Unknown& unknown, WorkerEffects& effects);
  void OnMessage(Instant now, const Drain& drain, WorkerEffects& effects);
  void OnMessage(Instant now, const TakeBack& take, WorkerEffects& effects);

  void SayHello(Instant now, WorkerEffects& effects);
  void FollowSlots(uint32_t slots, WorkerEffects& effects);
  void NoteSetAside(const std::string& reason, WorkerEffects& effects);
  void Take(const Assignment& assignment);
  void StartMore(WorkerEffects& effects);
  void StartDraining(WorkerEffects& effects);
  void DropQueued();
  void Forget(AttemptId queued);
  void SendResults(WorkerEffects& effects);
  void SendCredit(WorkerEffects& effects);
  void LeaveIfDrained(WorkerEffects& effects);
  void Leave(int exit_code, std::string text, WorkerEffects& effects);
  void MeasureRate(Instant now);
  [[nodiscard]] size_t TasksAhead() const;

  WorkerConfig config_;
  Phase phase_ = Phase::kDialing;
  bool draining_ = false;
  std::string drain_text_;

  std::optional<Welcome> welcome_;
  Digest recipe_;
  Instant begun_;
  Instant heard_;  // the last message from the coordinator, or the start
  Instant hello_sent_;
  Instant dialed_;
  Instant stirred_;  // last arrival or end of a task, acknowledgement, or registration
  bool ever_heard_ = false;
  bool is_set_aside_ = false;  // by the coordinator, according to its last echo
  uint32_t slots_asked_ = 0;   // by the user, as far as the runner was told

  // All held tasks, ordered by attempt so that a replay is deterministic.
  std::map<AttemptId, Held> held_;
  std::unordered_map<SourceId, AttemptId> by_source_;  // queued and running tasks
  std::deque<AttemptId> queue_;
  size_t running_ = 0;
  uint64_t bytes_held_ = 0;        // of queued and running sources
  std::vector<AttemptId> unsent_;  // finished and not sent since the last Hello

  Credit received_;  // totals since the last Hello
  Credit granted_;

  // Finished tasks per second, smoothed. Credit keeps tasks queued for limits::kCreditAhead.
  double tasks_per_second_ = 0;
  uint64_t ended_ = 0;
  uint64_t ended_at_measure_ = 0;
  Instant measured_;

  uint64_t next_heartbeat_ = 1;
  std::map<uint64_t, Instant> heartbeats_;  // sent and not echoed
  Instant last_heartbeat_;
  uint64_t cpu_milliseconds_ = 0;
  StoreWaits waits_;
  WorkerLoad load_;
};

}  // namespace photomill
