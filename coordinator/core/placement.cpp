// Decides which worker gets the next tasks. Workers are filled to their granted credit, in turn. If
// the remaining tasks would not fill all of them, each gets a share by its slots.
#include <algorithm>

#include "common/base/check.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

// After this many workers in a row without room for the next task, this event stops looking; the
// next event continues after them.
constexpr size_t kMisfitsMax = 64;

}  // namespace

// A set-aside worker whose pause is over gets a task as a probe.
void Scheduler::WakeRested(Instant now) {
  while (!takers_.resting().empty() && takers_.resting().begin()->first <= now) {
    Worker& worker = *workers_.Find(takers_.resting().begin()->second);
    worker.set_aside->probing = true;
    takers_.Update(worker);
  }
}

bool Scheduler::MayLend(Instant now) const {
  return !stopping_ && !user_pause_since_ && now >= *quiet_until_;
}

void Scheduler::Dispatch(Instant now, Effects& effects) {
  if (!MayLend(now) || (tasks_.ready() == 0 && tasks_.ready_suspects() == 0)) return;
  WakeRested(now);
  const uint64_t slots = takers_.slots();
  const bool shared = cursor_at_end_ && scan_ended_ && !rewind_ && takers_.size() > 1;
  const size_t ready = tasks_.ready() + tasks_.ready_suspects();
  size_t misfits = 0;
  // Visits each taker once, in the order of peers, starting after the last one visited.
  for (size_t left = takers_.size(); left > 0 && misfits < kMisfitsMax; --left) {
    const PeerId peer = takers_.Behind(last_served_);
    last_served_ = peer;
    Worker& worker = *workers_.Find(peer);
    size_t tasks_max = std::min<uint64_t>(worker.credit_tasks(), limits::kBatchTasksMax);
    if (worker.set_aside) tasks_max = 1;
    if (shared) {
      tasks_max = std::min<size_t>(tasks_max, (ready * worker.slots + slots - 1) / slots);
    }
    misfits = FillWorker(now, worker, tasks_max, effects) ? 0 : misfits + 1;
    if (tasks_.ready() == 0 && (suspect_lease_ || tasks_.ready_suspects() == 0)) return;
  }
}

// The only place that decides why a task waits although there is a worker.
std::optional<Hindrance> Scheduler::HindranceOf(Instant now, const TaskEntry& entry,
                                                const Worker& worker) const {
  if (suspect_lease_ && IsSuspect(entry.task)) return Hindrance::kSuspectIsOut;
  if (black_holes_.Avoids(now, entry, worker)) return Hindrance::kAvoided;
  if (!worker.Fits(entry.task.version.size)) return Hindrance::kNoRoom;
  return std::nullopt;
}

// Returns false if the worker has no room for the next task.
bool Scheduler::FillWorker(Instant now, Worker& worker, size_t tasks_max, Effects& effects) {
  TaskBatch batch;
  batch.recipe = recipe_digest_;
  if (tasks_max > 0) {
    TaskEntry* suspect = tasks_.NextSuspect();
    if (suspect != nullptr && !HindranceOf(now, *suspect, worker)) {
      Lend(now, worker, *suspect, batch);
    }
  }
  while (batch.assignments.size() < tasks_max) {
    TaskEntry* entry = tasks_.NextReady(kMisfitsMax, [&](const TaskEntry& ready) {
      return HindranceOf(now, ready, worker) != Hindrance::kAvoided;
    });
    if (entry == nullptr || HindranceOf(now, *entry, worker)) break;
    Lend(now, worker, *entry, batch);
  }
  if (batch.assignments.empty()) return false;
  takers_.Update(worker);
  counts_.dispatched += batch.assignments.size();
  effects.emplace_back(effect::Send{worker.peer, std::move(batch), false});
  return true;
}

void Scheduler::Lend(Instant now, Worker& worker, TaskEntry& entry, TaskBatch& batch) {
  const AttemptId attempt = MakeAttempt(now, worker, entry.task);
  MakeLeased(entry, attempt);
  batch.assignments.push_back({attempt, entry.task});
}

AttemptId Scheduler::MakeAttempt(Instant now, Worker& worker, const Task& task) {
  // A worker can hold attempts that this coordinator did not assign (if the ledger was restored
  // from a backup).
  while (leases_.Find(next_attempt_) != nullptr) ++next_attempt_.value;
  const AttemptId attempt = next_attempt_;
  ++next_attempt_.value;
  PHOTOMILL_CHECK(leases_.Add({attempt, task.source, worker.peer, now}));
  worker.leases.insert(attempt);
  ++worker.used.tasks_total;
  worker.used.bytes_total += task.version.size;
  worker.yields = false;
  worker.queue_is_empty = false;
  return attempt;
}

void Scheduler::MakeLeased(TaskEntry& entry, AttemptId attempt) {
  tasks_.MakeLeased(entry, attempt);
  if (IsSuspect(entry.task) && !suspect_lease_) suspect_lease_ = attempt;
}

}  // namespace photomill
