// Which worker gets the next tasks. Workers are filled to the credit that they granted, in turn;
// when what is left would not fill all of them, each gets a share by its slots.
#include <algorithm>

#include "common/base/check.h"
#include "coordinator/core/scheduler.h"

namespace photomill {

bool Scheduler::CanTake(const Worker& worker) const {
  return worker.phase == Worker::Phase::kWorking && worker.connected && worker.credit_tasks() > 0 &&
         (!worker.set_aside || (worker.set_aside->probing && worker.leases.empty()));
}

void Scheduler::Dispatch(Instant now, Effects& effects) {
  if (stopping_ || (tasks_.ready() == 0 && tasks_.ready_suspects() == 0)) return;
  uint64_t slots = 0;
  std::vector<PeerId> takers;  // in the order of peers, beginning behind the one served last
  for (auto& [peer, worker] : workers_.all()) {
    if (worker.set_aside && worker.set_aside->until <= now) worker.set_aside->probing = true;
    if (!CanTake(worker)) continue;
    slots += worker.slots;
    takers.push_back(peer);
  }
  if (takers.empty()) return;
  std::rotate(takers.begin(), std::upper_bound(takers.begin(), takers.end(), last_served_),
              takers.end());
  const bool tail = cursor_at_end_ && scan_ended_ && !rewind_;
  const size_t ready = tasks_.ready() + tasks_.ready_suspects();
  for (const PeerId peer : takers) {
    Worker& worker = *workers_.Find(peer);
    size_t tasks_max = std::min<uint64_t>(worker.credit_tasks(), limits::kBatchTasksMax);
    if (worker.set_aside) tasks_max = 1;
    if (tail && takers.size() > 1) {
      tasks_max = std::min<size_t>(tasks_max, (ready * worker.slots + slots - 1) / slots);
    }
    FillWorker(worker, tasks_max, effects);
    last_served_ = peer;
    if (tasks_.ready() == 0 && (suspect_lease_ || tasks_.ready_suspects() == 0)) return;
  }
}

void Scheduler::FillWorker(Worker& worker, size_t tasks_max, Effects& effects) {
  TaskBatch batch;
  batch.recipe = recipe_digest_;
  if (!suspect_lease_ && tasks_max > 0) {
    TaskEntry* suspect = tasks_.NextSuspect();
    if (suspect != nullptr && Fits(worker, *suspect)) Lend(worker, *suspect, batch);
  }
  while (batch.assignments.size() < tasks_max) {
    TaskEntry* entry = tasks_.NextReady();
    if (entry == nullptr || !Fits(worker, *entry)) break;
    Lend(worker, *entry, batch);
  }
  if (batch.assignments.empty()) return;
  counts_.dispatched += batch.assignments.size();
  effects.push_back(effect::Send{worker.peer, std::move(batch), false});
}

// One task always fits: a file larger than the whole credit would wait for ever.
bool Scheduler::Fits(const Worker& worker, const TaskEntry& entry) {
  return worker.leases.empty() ||
         worker.used.bytes_total + entry.task.version.size <= worker.granted.bytes_total;
}

void Scheduler::Lend(Worker& worker, TaskEntry& entry, TaskBatch& batch) {
  // A worker may have brought attempts that we did not give out (a ledger put back from a backup).
  while (leases_.Find(next_attempt_) != nullptr) ++next_attempt_.value;
  const AttemptId attempt = next_attempt_;
  ++next_attempt_.value;
  PHOTOMILL_CHECK(leases_.Add({attempt, entry.task.source, worker.peer}));
  worker.leases.insert(attempt);
  ++worker.used.tasks_total;
  worker.used.bytes_total += entry.task.version.size;
  MakeLeased(entry, attempt);
  batch.assignments.push_back({attempt, entry.task});
}

void Scheduler::MakeLeased(TaskEntry& entry, AttemptId attempt) {
  tasks_.MakeLeased(entry, attempt);
  if (IsSuspect(entry.task) && !suspect_lease_) suspect_lease_ = attempt;
}

}  // namespace photomill
