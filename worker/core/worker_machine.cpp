#include "worker/core/worker_machine.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/model/revision.h"

namespace photomill {
namespace {

constexpr size_t kHeartbeatsRemembered = 64;
constexpr Duration kRateInterval = milliseconds(200);

// What differs so that all old tasks are invalid, for display. Empty if nothing does.
std::string_view Difference(const Welcome& old, const Welcome& now) {
  if (old.migration_id != now.migration_id) return "migration";
  if (old.recipe != now.recipe) return "recipe";
  if (old.source_rules != now.source_rules) return "set of rules for sources";
  return {};
}

}  // namespace

WorkerMachine::WorkerMachine(WorkerConfig config)
    : config_(std::move(config)), slots_asked_(config_.slots) {
  PHOTOMILL_CHECK(config_.slots > 0 && config_.pipeline_tasks > 0);
}

void WorkerMachine::Step(Instant now, const WorkerEvent& event, WorkerEffects& effects) {
  if (phase_ == Phase::kLeft) return;
  std::visit([&](const auto& alternative) { On(now, alternative, effects); }, event);
}

void WorkerMachine::On(Instant now, const worker_event::Begun&, WorkerEffects& effects) {
  begun_ = heard_ = dialed_ = measured_ = last_heartbeat_ = now;
  SayHello(now, effects);
}

void WorkerMachine::On(Instant now, const worker_event::MessageArrived& event,
                       WorkerEffects& effects) {
  heard_ = now;
  ever_heard_ = true;
  std::visit([&](const auto& message) { OnMessage(now, message, effects); }, event.message);
}

// --- Registering -------------------------------------------------------------------------------

void WorkerMachine::SayHello(Instant now, WorkerEffects& effects) {
  phase_ = Phase::kDialing;
  hello_sent_ = now;
  received_ = granted_ = {};
  heartbeats_.clear();
  Hello hello;
  hello.session = config_.session;
  hello.replaces = config_.replaces;
  hello.worker_name = config_.name;
  hello.host = config_.host;
  hello.process = config_.process;
  hello.slots = config_.slots;
  hello.program_version = config_.program_version;
  hello.revision = kRevision;
  hello.suspects = config_.suspects;
  unsent_.clear();
  for (auto& [attempt, held] : held_) {
    hello.held.push_back({attempt, held.assignment.task.source, held.assignment.task.version});
    for (const AttemptId also : held.also) {
      hello.held.push_back({also, held.assignment.task.source, held.assignment.task.version});
    }
    held.is_old = true;
    if (held.stage != Held::Stage::kFinished) continue;
    held.sent = false;
    unsent_.push_back(attempt);
  }
  effects.push_back(worker_effect::Send{std::move(hello)});
}

void WorkerMachine::OnMessage(Instant now, const Welcome& welcome, WorkerEffects& effects) {
  if (phase_ != Phase::kDialing) return;  // the answer to an earlier Hello
  if (!config_.migration_id.empty() && config_.migration_id != welcome.migration_id) {
    effects.push_back(worker_effect::Send{Goodbye{cpu_milliseconds_}});
    Leave(1,
          fmt::format("the coordinator serves migration {}, but the join file is that of migration "
                      "{}: copy the current join file of that coordinator here",
                      welcome.migration_id, config_.migration_id),
          effects);
    return;
  }
  const std::string_view difference =
      welcome_ ? Difference(*welcome_, welcome) : std::string_view();
  if (!difference.empty()) {
    effects.push_back(worker_effect::Note{fmt::format(
        "the coordinator has another {} than before: the {} tasks held for the old one are dropped",
        difference, held_.size())});
    effects.push_back(worker_effect::Abandon{});
    held_.clear();
    by_source_.clear();
    queue_.clear();
    unsent_.clear();
    running_ = 0;
    bytes_held_ = 0;
  }
  welcome_ = welcome;
  recipe_ = DigestOf(welcome.recipe);
  config_.suspects.clear();  // reported
  config_.replaces = SessionId{};
  if (!difference.empty()) {
    // The Hello listed tasks that are now dropped, and the coordinator waits for them: send a new
    // one.
    SayHello(now, effects);
    return;
  }
  phase_ = Phase::kProving;
  effects.push_back(worker_effect::ExtendLease{hello_sent_ + welcome.lease_duration});
  effects.push_back(worker_effect::Prove{welcome});
  last_heartbeat_ = now - welcome.heartbeat_interval;  // the next tick sends one
}

void WorkerMachine::On(Instant now, const worker_event::ProofMade& event, WorkerEffects& effects) {
  if (phase_ != Phase::kProving) return;
  phase_ = Phase::kWorking;
  stirred_ = now;
  effects.push_back(worker_effect::Send{event.ready});
  if (draining_) effects.push_back(worker_effect::Send{Draining{}});
  StartMore(effects);
}

void WorkerMachine::OnMessage(Instant, const Refusal& refusal, WorkerEffects& effects) {
  Leave(1, "the coordinator refused this worker: " + refusal.text, effects);
}

void WorkerMachine::On(Instant, const worker_event::ShutOut& event, WorkerEffects& effects) {
  Leave(1, event.text, effects);
}

void WorkerMachine::OnMessage(Instant now, const Unknown&, WorkerEffects& effects) {
  // While a Hello is unanswered, this responds to an earlier message.
  if (phase_ != Phase::kDialing) SayHello(now, effects);
}

// --- Tasks -------------------------------------------------------------------------------------

void WorkerMachine::OnMessage(Instant now, const TaskBatch& batch, WorkerEffects& effects) {
  if (phase_ != Phase::kWorking || batch.recipe != recipe_) return;
  stirred_ = now;
  for (const Assignment& assignment : batch.assignments) {
    ++received_.tasks_total;
    received_.bytes_total += assignment.task.version.size;
    Take(assignment);
  }
  // Tasks that arrive after the drain request are given back with the Goodbye.
  if (draining_) DropQueued();
  StartMore(effects);
}

void WorkerMachine::Take(const Assignment& assignment) {
  if (held_.contains(assignment.attempt)) return;  // a repeat
  const auto same_source = by_source_.find(assignment.task.source);
  if (same_source != by_source_.end()) {
    Held& held = held_.at(same_source->second);
    if (held.assignment.task.version == assignment.task.version &&
        held.assignment.task.lacks == assignment.task.lacks) {
      held.also.push_back(assignment.attempt);
      return;
    }
  }
  Held held;
  held.assignment = assignment;
  held_.emplace(assignment.attempt, std::move(held));
  by_source_[assignment.task.source] = assignment.attempt;
  queue_.push_back(assignment.attempt);
  bytes_held_ += assignment.task.version.size;
}

void WorkerMachine::StartMore(WorkerEffects& effects) {
  while (!draining_ && running_ < config_.pipeline_tasks && !queue_.empty()) {
    Held& held = held_.at(queue_.front());
    queue_.pop_front();
    held.stage = Held::Stage::kRunning;
    ++running_;
    effects.push_back(worker_effect::Start{held.assignment});
  }
}

void WorkerMachine::On(Instant now, const worker_event::TaskEnded& event, WorkerEffects& effects) {
  const auto it = held_.find(event.attempt);
  if (it == held_.end() || it->second.stage != Held::Stage::kRunning) return;  // abandoned
  stirred_ = now;
  Held& held = it->second;
  held.stage = Held::Stage::kFinished;
  held.outcome = event.outcome;
  --running_;
  ++ended_;
  bytes_held_ -= held.assignment.task.version.size;
  const auto by_source = by_source_.find(held.assignment.task.source);
  if (by_source != by_source_.end() && by_source->second == event.attempt) {
    by_source_.erase(by_source);
  }
  unsent_.push_back(event.attempt);
  StartMore(effects);
}

void WorkerMachine::OnMessage(Instant now, const Acks& acks, WorkerEffects& effects) {
  stirred_ = now;
  worker_effect::Settle recorded{{}, true};
  worker_effect::Settle unsure{{}, false};
  for (const AttemptId attempt : acks.attempts) {
    const auto it = held_.find(attempt);
    if (it != held_.end() && it->second.stage == Held::Stage::kFinished && it->second.sent) {
      (it->second.is_old ? unsure : recorded).attempts.push_back(attempt);
      held_.erase(it);
    }
  }
  for (worker_effect::Settle* settle : {&recorded, &unsure}) {
    if (!settle->attempts.empty()) effects.push_back(std::move(*settle));
  }
}

// Keeps started tasks, and tasks with a second attempt, because one execution settles both. Affects
// only the queue of this registration: an unanswered Hello lists the held tasks.
void WorkerMachine::OnMessage(Instant, const TakeBack& take, WorkerEffects& effects) {
  if (phase_ != Phase::kWorking) return;
  GivenBack given;
  for (const AttemptId attempt : take.attempts) {
    const auto it = held_.find(attempt);
    if (it == held_.end() || it->second.stage != Held::Stage::kQueued || !it->second.also.empty()) {
      continue;
    }
    Forget(attempt);
    given.attempts.push_back(attempt);
  }
  if (!given.attempts.empty()) {
    std::erase_if(queue_, [this](AttemptId attempt) { return !held_.contains(attempt); });
  }
  effects.push_back(worker_effect::Send{std::move(given)});
}

// --- Sent at the end of a turn ---------------------------------------------------------------

void WorkerMachine::On(Instant now, const worker_event::TurnEnded&, WorkerEffects& effects) {
  MeasureRate(now);
  if (phase_ == Phase::kWorking) {
    SendResults(effects);
    if (!draining_) SendCredit(effects);
  }
  LeaveIfDrained(effects);
}

void WorkerMachine::SendResults(WorkerEffects& effects) {
  ResultBatch batch;
  batch.recipe = recipe_;
  const auto flush = [&] {
    if (batch.results.empty()) return;
    effects.push_back(worker_effect::Send{std::move(batch)});
    batch = ResultBatch{};
    batch.recipe = recipe_;
  };
  for (const AttemptId attempt : unsent_) {
    const auto it = held_.find(attempt);
    if (it == held_.end()) continue;
    Held& held = it->second;
    held.sent = true;
    const Task& task = held.assignment.task;
    batch.results.push_back({attempt, task.source, task.version, held.outcome});
    for (const AttemptId also : held.also) {
      batch.results.push_back({also, task.source, task.version, held.outcome});
      // The time spent counts only once.
      batch.results.back().outcome.times = {};
    }
    if (batch.results.size() >= limits::kBatchTasksMax / 2) flush();
  }
  unsent_.clear();
  flush();
}

// Tasks for limits::kCreditAhead at the measured rate, but at least as many as the pipeline holds.
size_t WorkerMachine::TasksAhead() const {
  const double seconds_ahead = std::chrono::duration<double>(limits::kCreditAhead).count();
  const auto by_rate = static_cast<size_t>(tasks_per_second_ * seconds_ahead);
  const size_t pipeline = config_.pipeline_tasks;
  const size_t most = std::max(limits::kCreditTasksMax, 2 * pipeline) - pipeline;
  return std::clamp(by_rate, pipeline, most) + pipeline;
}

void WorkerMachine::SendCredit(WorkerEffects& effects) {
  const size_t unfinished = queue_.size() + running_;
  const size_t ahead = TasksAhead();
  size_t room = ahead > unfinished ? ahead - unfinished : 0;
  if (unacknowledged() >= limits::kUnackedResultsMax) room = 0;  // the ledger is behind
  const uint64_t bytes_room =
      config_.bytes_ahead > bytes_held_ ? config_.bytes_ahead - bytes_held_ : 0;
  const Credit next{std::max(granted_.tasks_total, received_.tasks_total + room),
                    std::max(granted_.bytes_total, received_.bytes_total + bytes_room)};
  // One message per task would be too expensive. Waits until a quarter of the room is free, unless
  // the pipeline is about to run out of tasks.
  const bool starving = unfinished <= config_.pipeline_tasks;
  const bool worth_it = next.tasks_total - granted_.tasks_total >= (ahead + 3) / 4 ||
                        next.bytes_total - granted_.bytes_total >= config_.bytes_ahead / 4;
  if (next == granted_ || !(starving || worth_it)) return;
  granted_ = next;
  effects.push_back(worker_effect::Send{next});
}

void WorkerMachine::MeasureRate(Instant now) {
  const Duration span = now - measured_;
  if (span < kRateInterval) return;
  const double rate =
      static_cast<double>(ended_ - ended_at_measure_) / std::chrono::duration<double>(span).count();
  tasks_per_second_ = tasks_per_second_ == 0 ? rate : 0.6 * tasks_per_second_ + 0.4 * rate;
  ended_at_measure_ = ended_;
  measured_ = now;
}

// --- Time ----------------------------------------------------------------------------------------

void WorkerMachine::On(Instant now, const worker_event::Tick& event, WorkerEffects& effects) {
  cpu_milliseconds_ = event.cpu_milliseconds;
  waits_ = event.waits;
  load_ = event.load;
  const Duration silence = now - heard_;
  if (silence >= config_.coordinator_timeout) {
    Leave(1,
          fmt::format("the coordinator was not heard from for {} s (--coordinator_timeout)",
                      std::chrono::duration_cast<seconds>(silence).count()),
          effects);
    return;
  }
  if (silence >= limits::kCoordinatorSilence && now - dialed_ >= limits::kCoordinatorSilence) {
    if (draining_ && running_ == 0) {
      // The remaining results cannot be reported. The next run finds their tasks unfinished and
      // redoes them.
      Leave(0, "drained; the coordinator could not be reached", effects);
      return;
    }
    if (phase_ != Phase::kDialing || dialed_ == begun_) {
      effects.push_back(
          worker_effect::Note{ever_heard_ ? "the coordinator is silent; trying to reach it again"
                                          : "the coordinator does not answer yet; still trying"});
    }
    dialed_ = now;
    effects.push_back(worker_effect::Dial{});
    SayHello(now, effects);
    return;
  }
  // Tasks, credit, results or Acks could have been lost without a disconnection, so both sides
  // compare their state again. Never while a task is running, so this costs nothing.
  if (phase_ == Phase::kWorking && running_ == 0 && now - stirred_ >= limits::kIdleUntilHello) {
    SayHello(now, effects);
    return;
  }
  const Duration interval = welcome_ ? welcome_->heartbeat_interval : limits::kHeartbeatInterval;
  if (phase_ == Phase::kDialing || now - last_heartbeat_ < interval) return;
  last_heartbeat_ = now;
  heartbeats_.emplace(next_heartbeat_, now);
  if (heartbeats_.size() > kHeartbeatsRemembered) heartbeats_.erase(heartbeats_.begin());
  effects.push_back(worker_effect::Send{
      Heartbeat{next_heartbeat_++, cpu_milliseconds_, waits_, load_, config_.slots}});
}

void WorkerMachine::OnMessage(Instant, const HeartbeatEcho& echo, WorkerEffects& effects) {
  NoteSetAside(echo.set_aside, effects);
  FollowSlots(echo.slots, effects);
  const auto it = heartbeats_.find(echo.sequence);
  if (it == heartbeats_.end() || !welcome_) return;
  effects.push_back(worker_effect::ExtendLease{it->second + welcome_->lease_duration});
  heartbeats_.erase(heartbeats_.begin(), std::next(it));
}

void WorkerMachine::FollowSlots(uint32_t slots, WorkerEffects& effects) {
  if (slots == 0 || slots == slots_asked_) return;
  slots_asked_ = slots;
  effects.push_back(worker_effect::SetSlots{slots});
}

// The next heartbeat tells the coordinator.
void WorkerMachine::On(Instant, const worker_event::SlotsSet& event, WorkerEffects& effects) {
  PHOTOMILL_CHECK(event.slots > 0 && event.pipeline_tasks > 0);
  config_.slots = event.slots;
  config_.pipeline_tasks = event.pipeline_tasks;
  effects.push_back(worker_effect::Note{fmt::format(
      "the coordinator asks for {} threads; this worker has {} now", slots_asked_, event.slots)});
  StartMore(effects);
}

// Noted once when it begins and once when it ends, even if the reason changes meanwhile.
void WorkerMachine::NoteSetAside(const std::string& reason, WorkerEffects& effects) {
  if (is_set_aside_ == !reason.empty()) return;
  is_set_aside_ = !reason.empty();
  effects.push_back(worker_effect::Note{
      is_set_aside_ ? "the coordinator has set this worker aside and only gives it single test "
                      "tasks, until these are done: " +
                          reason
                    : "the coordinator gives this worker tasks again"});
}

// --- Leaving -------------------------------------------------------------------------------------

void WorkerMachine::OnMessage(Instant, const Drain& drain, WorkerEffects& effects) {
  drain_text_ = drain.cause == DrainCause::kFinished ? "the migration is finished"
                                                     : "the coordinator asked this worker to drain";
  if (phase_ == Phase::kDialing) {  // it does not need this worker
    Leave(0, drain_text_, effects);
    return;
  }
  StartDraining(effects);
}

void WorkerMachine::On(Instant, const worker_event::DrainAsked&, WorkerEffects& effects) {
  if (drain_text_.empty()) drain_text_ = "drained";
  StartDraining(effects);
  LeaveIfDrained(effects);
}

void WorkerMachine::On(Instant, const worker_event::StopAsked&, WorkerEffects& effects) {
  effects.push_back(worker_effect::Send{Goodbye{cpu_milliseconds_}});
  Leave(3, "stopped", effects);
}

void WorkerMachine::StartDraining(WorkerEffects& effects) {
  if (draining_) return;
  draining_ = true;
  DropQueued();
  if (phase_ == Phase::kWorking) effects.push_back(worker_effect::Send{Draining{}});
}

// Drops tasks that were not started. The coordinator takes them back at this worker's Goodbye.
void WorkerMachine::DropQueued() {
  for (const AttemptId attempt : queue_) Forget(attempt);
  queue_.clear();
}

// Forgets a task that was not started, and that is no longer in the queue or is about to leave it.
void WorkerMachine::Forget(AttemptId queued) {
  const auto it = held_.find(queued);
  const Task& task = it->second.assignment.task;
  bytes_held_ -= task.version.size;
  const auto by_source = by_source_.find(task.source);
  if (by_source != by_source_.end() && by_source->second == queued) by_source_.erase(by_source);
  held_.erase(it);
}

void WorkerMachine::LeaveIfDrained(WorkerEffects& effects) {
  if (!draining_ || running_ > 0) return;
  // Before the first Welcome there is nothing to wait for.
  if (!held_.empty() && welcome_) return;
  effects.push_back(worker_effect::Send{Goodbye{cpu_milliseconds_}});
  Leave(0, drain_text_, effects);
}

void WorkerMachine::Leave(int exit_code, std::string text, WorkerEffects& effects) {
  phase_ = Phase::kLeft;
  effects.push_back(worker_effect::Leave{exit_code, std::move(text)});
}

}  // namespace photomill
