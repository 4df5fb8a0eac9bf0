// The scheduler's events and its cursor through the ledger. Workers, results and placement have
// their own files.
#include "coordinator/core/scheduler.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/check.h"

namespace photomill {

Scheduler::Scheduler(SchedulerConfig config)
    : config_(std::move(config)),
      recipe_digest_(DigestOf(config_.recipe)),
      random_(config_.seed),
      black_holes_(workers_, takers_, random_),
      next_attempt_(config_.first_attempt),
      deaths_(std::exchange(config_.deaths, {})) {}

void Scheduler::Step(Instant now, const Event& event, Effects& effects) {
  if (!quiet_until_) quiet_until_ = now + config_.quiet;
  std::visit([&](const auto& alternative) { On(now, alternative, effects); }, event);
  Dispatch(now, effects);
  RefillWindow(effects);
  if (std::holds_alternative<event::Tick>(event)) OccupyIdle(now, effects);
  if (paused_) NotePause(now, effects);  // the run may be finished before the next tick
  CheckEnd(effects);
}

void Scheduler::On(Instant now, const event::MessageArrived& event, Effects& effects) {
  if (const auto* hello = std::get_if<Hello>(&event.message)) {
    OnHello(now, event.peer, *hello, effects);
    return;
  }
  Worker* worker = workers_.Find(event.peer);
  if (worker == nullptr) {
    // The message is from before a restart of this coordinator, or from a worker whose lease ran
    // out.
    if (!std::holds_alternative<Goodbye>(event.message)) {
      effects.emplace_back(effect::Send{event.peer, Unknown{}, false});
    }
    return;
  }
  worker->heard = now;
  worker->connected = true;
  if (const auto* ready = std::get_if<Ready>(&event.message)) {
    OnReady(*worker, *ready, effects);
  } else if (const auto* credit = std::get_if<Credit>(&event.message)) {
    OnCredit(*worker, *credit);
  } else if (const auto* results = std::get_if<ResultBatch>(&event.message)) {
    OnResults(now, *worker, *results, effects);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&event.message)) {
    OnHeartbeat(now, *worker, *heartbeat, effects);
  } else if (std::holds_alternative<Draining>(event.message)) {
    // A worker that has not proved itself keeps its phase: it gets no tasks yet.
    if (worker->phase == Worker::Phase::kWorking) {
      worker->phase = Worker::Phase::kDraining;
      Tell(fmt::format("worker {} drains: it finishes its tasks in progress", worker->name));
    }
  } else if (const auto* given = std::get_if<GivenBack>(&event.message)) {
    OnGivenBack(*worker, *given);
  } else if (const auto* goodbye = std::get_if<Goodbye>(&event.message)) {
    OnGoodbye(*worker, *goodbye, effects);
    return;
  }
  // The worker is still registered, unless its proof failed.
  if (const Worker* changed = workers_.Find(event.peer)) takers_.Update(*changed);
}

void Scheduler::On(Instant, const event::PeerUnreachable& event, Effects& effects) {
  Worker* worker = workers_.Find(event.peer);
  if (worker == nullptr) return;
  if (!event.frame_dropped) {
    // The worker may soon return on another connection with everything it holds: its leases stay
    // until kReconnectGrace is over.
    worker->connected = false;
    takers_.Update(*worker);
    return;
  }
  // From now on the worker's tasks may differ from what the coordinator believes. Its next message
  // is answered with Unknown, and its hello then lists what it holds.
  effects.emplace_back(effect::Note{
      fmt::format("worker {} does not accept its messages: it must register again", worker->name)});
  Lose(*worker, effects);
}

void Scheduler::On(Instant, const event::TasksLoaded& event, Effects& effects) {
  PHOTOMILL_CHECK(load_outstanding_);
  load_outstanding_ = false;
  for (const Task& listed : event.tasks) {
    if (tasks_.Find(listed.source) != nullptr || SettledDuringLoad(listed)) continue;
    Task task = listed;
    const auto crashed = crashed_during_load_.find(task.source);
    if (crashed != crashed_during_load_.end()) {
      task.suspect = true;
      task.crashes += crashed->second;
    }
    if (task.crashes >= config_.crash_limit) {  // counted before it entered the window
      Quarantine(task, {"", {Reason::kCrashed, "the processes that executed it died"}, true}, "",
                 false, effects);
      continue;
    }
    TaskEntry& entry = tasks_.Add(std::move(task));
    const auto adopted = adopted_.find(listed.source);
    if (adopted == adopted_.end()) continue;
    if (adopted->second.version == listed.version) MakeLeased(entry, adopted->second.attempt);
    adopted_.erase(adopted);
  }
  settled_during_load_.clear();
  crashed_during_load_.clear();
  cursor_ = std::max(cursor_, event.through);
  cursor_at_end_ = event.at_end;
  waiting_ = event.waiting;
}

void Scheduler::On(Instant now, const event::WaitingSettled& event, Effects& effects) {
  PHOTOMILL_CHECK(settle_outstanding_);
  settle_outstanding_ = false;
  waiting_ = event.waiting;
  if (event.lowest_pending.value > 0) On(now, event::SourcesPending{event.lowest_pending}, effects);
}

// Whether the source's outcome was recorded after the page was read. An outcome that the ledger
// cannot use (for another version, or with an output still missing) settles nothing.
bool Scheduler::SettledDuringLoad(const Task& task) const {
  const auto found = settled_during_load_.find(task.source);
  if (found == settled_during_load_.end()) return false;
  const Settled& settled = found->second;
  return settled.version == task.version &&
         (!settled.made || (task.lacks.bits & ~settled.made->bits) == 0);
}

void Scheduler::On(Instant, const event::SourcesPending& event, Effects&) {
  if (event.lowest.value > 0 && event.lowest <= cursor_) {
    const SourceId before{event.lowest.value - 1};
    rewind_ = rewind_ ? std::min(*rewind_, before) : before;
  } else {
    cursor_at_end_ = false;
  }
}

void Scheduler::On(Instant, const event::SampleListed& event, Effects& effects) {
  if (samples_.size() >= limits::kStoreSamplesMax) return;
  samples_.push_back(event.sample);
  for (auto& [peer, worker] : workers_.all()) {
    if (worker.phase == Worker::Phase::kAwaitingSample) Welcome(worker, effects);
  }
}

void Scheduler::On(Instant, const event::ScanEnded&, Effects& effects) {
  scan_ended_ = true;
  for (auto& [peer, worker] : workers_.all()) {
    if (worker.phase == Worker::Phase::kAwaitingSample) Welcome(worker, effects);
  }
}

void Scheduler::On(Instant, const event::StopAsked&, Effects&) {
  stopping_ = true;
}

void Scheduler::OnHeartbeat(Instant now, Worker& worker, const Heartbeat& heartbeat,
                            Effects& effects) {
  worker.cpu_milliseconds = heartbeat.cpu_milliseconds;
  worker.load = heartbeat.load;
  worker.heartbeat = heartbeat.sequence;
  NoteSlots(worker, heartbeat.slots);
  NoteWaits(now, "worker " + worker.name, heartbeat.waits, worker.silence, effects);
  Echo(now, worker, effects);
}

void Scheduler::Echo(Instant now, Worker& worker, Effects& effects) {
  worker.echoed = now;
  HeartbeatEcho echo{worker.heartbeat, worker.SetAsideText(), worker.slots_asked};
  effects.emplace_back(effect::Send{worker.peer, std::move(echo), false});
}

void Scheduler::On(Instant now, const event::Tick& event, Effects& effects) {
  NoteWaits(now, "the coordinator", event.waits, own_silence_, effects);
  tasks_.WakeDue(now);
  black_holes_.ReleaseLonely(now, effects);
  NotePause(now, effects);
  for (auto it = workers_.all().begin(); it != workers_.all().end();) {
    Worker& worker = (it++)->second;  // Lose() takes it out of the map
    const Duration patience =
        worker.connected ? config_.lease_duration
                         : std::min<Duration>(config_.lease_duration, limits::kReconnectGrace);
    if (now - worker.heard < patience) {
      // A lost connection shows only when something is sent; repeating an echo does no harm.
      if (worker.connected && worker.heartbeat > 0 && now - worker.heard >= limits::kSilence &&
          now - worker.echoed >= config_.heartbeat_interval) {
        Echo(now, worker, effects);
      }
      continue;
    }
    effects.emplace_back(effect::Note{fmt::format(
        "worker {}{}{} s: its {} tasks are reassigned", worker.name,
        worker.connected ? " was not heard from for " : " disconnected and was not back for ",
        std::chrono::duration_cast<seconds>(now - worker.heard).count(), worker.leases.size())});
    Lose(worker, effects);
  }
}

// Asks for the next page if half the window is free.
void Scheduler::RefillWindow(Effects& effects) {
  if (load_outstanding_ || stopping_ || tasks_.size() > limits::kWindowTasks / 2) return;
  if (cursor_at_end_) {
    if (!rewind_) return;
    cursor_ = *rewind_;
    rewind_.reset();
    cursor_at_end_ = false;
  }
  load_outstanding_ = true;
  effects.emplace_back(effect::LoadTasks{
      cursor_, std::min(limits::kPageTasks, limits::kWindowTasks - tasks_.size())});
}

void Scheduler::CheckEnd(Effects& effects) {
  if (stopping_ && !stopped_ && !finished_ && leases_.size() == 0) {
    stopped_ = true;
    if (config_.workers_leave_on_stop) {
      for (const auto& [peer, worker] : workers_.all()) {
        effects.emplace_back(effect::Send{peer, Drain{DrainCause::kAsked}, true});
      }
    }
    effects.emplace_back(effect::Stopped{});
  }
  if (finished_ || stopping_ || !AtTail() || !tasks_.empty() || settle_outstanding_) return;
  if (waiting_ > 0 || read_since_asked_) {
    settle_outstanding_ = true;
    read_since_asked_ = false;
    effects.emplace_back(effect::SettleWaiting{});
    return;
  }
  finished_ = true;
  for (const auto& [peer, worker] : workers_.all()) {
    effects.emplace_back(effect::Send{peer, Drain{DrainCause::kFinished}, true});
  }
  effects.emplace_back(effect::Finished{});
}

}  // namespace photomill
