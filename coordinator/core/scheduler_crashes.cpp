// Who is to blame when a process dies: suspects, crash counts, quarantine.
//
// A death counts as a crash of a source where only that source can have caused it: it was executed
// alone, or it was over its time limit. A death that several share counts for none of them; they
// become suspects, are executed each in a process of its own from then on, one at a time in the
// whole cluster, and the next death tells which one it was.
#include "coordinator/core/scheduler.h"
#include "coordinator/core/try_command.h"

#include "common/base/signal_name.h"

namespace photomill {
namespace {

std::string DeathText(const Suspect& suspect, size_t others) {
  if (suspect.reason == Reason::kTimedOut) {
    return "exceeded its time limit, and the worker's engine was stopped";
  }
  std::string text = suspect.signal == 0 ? std::string("the worker's engine ended unexpectedly")
                                         : "the worker's engine was killed by " +
                                               SignalName(static_cast<int>(suspect.signal));
  text += " while it processed this photo";
  if (others > 0) {
    text += " and " + std::to_string(others) + (others == 1 ? " other photo" : " other photos");
  }
  return text;
}

}  // namespace

std::string DeathOf(SessionId engine) {
  return "engine " + std::to_string(engine.value);
}

std::string DeathOf(AttemptId attempt) {
  return "attempt " + std::to_string(attempt.value);
}

// The suspects of an engine are charged once, however often its successor says hello, and to
// whichever coordinator. A successor that dies before it proved itself has executed nothing: the
// next one brings the same suspects.
void Scheduler::OnSuspects(const Hello& hello, Effects& effects) {
  if (hello.suspects.empty()) return;
  const std::string death = DeathOf(hello.replaces);
  const bool charged = deaths_.contains(death);
  Remember(death);
  Remember(DeathOf(hello.session));
  if (charged) return;
  const size_t others = hello.suspects.size() - 1;
  for (const Suspect& suspect : hello.suspects) {
    Blame(suspect.source, {death, {suspect.reason, DeathText(suspect, others)}, others == 0},
          hello.worker_name, effects);
  }
}

// The process of its own that executed a suspect died. `holds`: the attempt had the task's lease.
void Scheduler::OnDeath(Worker& worker, const TaskResult& result, bool holds, Effects& effects) {
  ++worker.tasks_failed;
  if (holds) tasks_.MakeReady(*tasks_.Find(result.source), false);
  const std::string death = DeathOf(result.attempt);
  Remember(death);
  Blame(result.source, {death, {result.outcome.reason, result.outcome.detail}, true}, worker.name,
        effects);
}

void Scheduler::Remember(std::string death) {
  if (!deaths_.insert(death).second) return;
  deaths_in_order_.push_back(std::move(death));
  if (deaths_in_order_.size() <= 2 * limits::kWorkersMax) return;
  deaths_.erase(deaths_in_order_.front());
  deaths_in_order_.pop_front();
}

// A process died while it executed the source, alone or with others.
void Scheduler::Blame(SourceId source, const DeathNews& news, const std::string& worker_name,
                      Effects& effects) {
  TaskEntry* entry = tasks_.Find(source);
  if (entry == nullptr) {
    // The next page tells of it, if it is pending at all; one under way does not know yet.
    if (load_outstanding_) crashed_during_load_[source] += news.alone ? 1 : 0;
    effects.emplace_back(
        effect::RecordSetback{source, worker_name, news.cause, news.alone, news.death});
    return;
  }
  // Of those that shared a death, one that was a suspect already is the one to blame: only one
  // suspect is out at a time. So each death counts, or makes new suspects: there is an end to them.
  const bool counts = news.alone || IsSuspect(entry->task);
  tasks_.MakeSuspect(*entry, counts);
  const bool is_out = entry->place == TaskEntry::Place::kLeased;
  if (entry->task.crashes < config_.crash_limit) {
    if (is_out && !suspect_lease_) suspect_lease_ = entry->lease;
    effects.emplace_back(
        effect::RecordSetback{source, worker_name, news.cause, counts, news.death});
    return;
  }
  if (is_out) Release(entry->lease, false);
  Quarantine(entry->task, news, worker_name, true, effects);
}

// `crashed`: it did so now, and that is not counted in the ledger yet.
void Scheduler::Quarantine(const Task& task, const DeathNews& news, const std::string& worker_name,
                           bool crashed, Effects& effects) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kFailed;
  outcome.reason = news.cause.reason;
  const std::string command =
      TryCommand(config_.source_url, task.key, config_.recipe_file, config_.source_rules);
  outcome.detail = QuarantineText(news.cause.detail, task.crashes, command);
  Settle({task.source, task.version, worker_name, std::move(outcome), SourceState::kQuarantined,
          crashed, news.death},
         effects);
}

}  // namespace photomill
