// Which source is to blame when a process dies: suspects, crash counts, quarantine.
//
// A death counts as a crash of a source only if that source alone can have caused it: it was the
// only one executed, or it exceeded its time limit. A death shared by several sources counts for
// none of them. They become suspects: from then on each is executed in a separate process, one at a
// time in the whole cluster, and the next death shows which one caused it.
#include "coordinator/core/scheduler.h"
#include "coordinator/core/try_command.h"

namespace photomill {
void Scheduler::OnSuspects(const Hello& hello, Effects& effects) {
  for (const DeathBook::Charge& charge : deaths_.TakeSuspects(hello)) {
    Blame(charge.source, charge.news, hello.worker_name, effects);
  }
}

// The separate process that executed a suspect died. `holds`: the attempt had the task's lease.
void Scheduler::OnDeath(Worker& worker, const TaskResult& result, bool holds, Effects& effects) {
  ++worker.tasks_failed;
  if (holds) tasks_.MakeReady(*tasks_.Find(result.source), false);
  Blame(result.source, deaths_.TakeDeath(result), worker.name, effects);
}

// A process died while it executed the source, alone or with others.
void Scheduler::Blame(SourceId source, const DeathNews& news, const std::string& worker_name,
                      Effects& effects) {
  TaskEntry* entry = tasks_.Find(source);
  if (entry == nullptr) {
    // If the source is pending, the next page contains it; a page being loaded does not include
    // this crash yet.
    if (load_outstanding_) crashed_during_load_[source] += news.alone ? 1 : 0;
    effects.emplace_back(
        effect::RecordSetback{source, worker_name, news.cause, news.alone, news.death});
    return;
  }
  // A source that shares a death can be a suspect already, if it was lent before it became one, or
  // was being identified. Even then one of the others can have caused this death. Each such death
  // makes new suspects or ends such a lease, so their number is limited.
  tasks_.MakeSuspect(*entry, news.alone);
  const bool is_out = entry->place == TaskEntry::Place::kLeased;
  if (entry->task.crashes < config_.crash_limit) {
    if (is_out && !suspect_lease_) suspect_lease_ = entry->lease;
    effects.emplace_back(
        effect::RecordSetback{source, worker_name, news.cause, news.alone, news.death});
    return;
  }
  if (is_out) Release(entry->lease, false);
  Quarantine(entry->task, news, worker_name, true, effects);
}

// `crashed`: it crashed just now, and the ledger has not counted that yet.
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
