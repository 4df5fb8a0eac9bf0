// Stragglers: at the end of a run, when nothing is ready and no queue has anything to take back, a
// task that has been out for much longer than usual runs a second time on an idle worker. The first
// result wins; the other one is acknowledged and ignored. All workers create the same bytes, so
// both may publish.
//
// Limits: one copy of a task at a time, limits::kCopiesMax in the whole cluster, and each further
// copy of a task needs twice the patience. A task that ever crashed a worker is never copied.
#include <algorithm>

#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

// "Much longer": this many times a done task's usual time from lending to result.
constexpr int kPatience = 3;
constexpr uint32_t kDoublingsMax = 10;

}  // namespace

void Scheduler::CopyStragglers(Instant now, const std::vector<Worker*>& idle, Effects& effects) {
  if (!AtTail() || turnaround_ == Duration{}) return;
  std::vector<TaskEntry*> stragglers = Stragglers(now);
  for (Worker* worker : idle) {
    TaskBatch batch;
    batch.recipe = recipe_digest_;
    for (TaskEntry*& entry : stragglers) {
      if (tasks_.copies() >= limits::kCopiesMax || worker->leases.size() >= worker->slots) break;
      if (entry == nullptr || worker->credit_tasks() == 0) continue;
      if (leases_.Find(entry->lease)->peer == worker->peer) continue;
      if (!worker->Fits(entry->task.version.size)) continue;
      const AttemptId attempt = MakeAttempt(now, *worker, entry->task);
      tasks_.AddCopy(*entry, attempt);
      ++entry->copies;
      batch.assignments.push_back({attempt, entry->task});
      entry = nullptr;
    }
    if (batch.assignments.empty()) continue;
    takers_.Update(*worker);
    counts_.copied += batch.assignments.size();
    effects.emplace_back(effect::Send{worker->peer, std::move(batch), false});
  }
}

// The longest-running first; at most as many as may be copied.
std::vector<TaskEntry*> Scheduler::Stragglers(Instant now) {
  const Duration patience = std::max<Duration>(kPatience * turnaround_, limits::kStragglerMin);
  using Candidate = std::pair<std::pair<Instant, SourceId>, TaskEntry*>;
  std::vector<Candidate> candidates;
  for (const auto& [source, entry] : tasks_.entries()) {
    if (entry.place != TaskEntry::Place::kLeased || entry.copy || IsSuspect(entry.task)) continue;
    const Instant since = leases_.Find(entry.lease)->since;
    if (now - since < patience * (int64_t{1} << std::min(entry.copies, kDoublingsMax))) continue;
    candidates.push_back({{since, source}, tasks_.Find(source)});
  }
  // Sorts by a total order, since the table's order is arbitrary.
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.first < b.first; });
  std::vector<TaskEntry*> stragglers;
  for (const Candidate& candidate : candidates) {
    if (stragglers.size() >= limits::kCopiesMax) break;
    stragglers.push_back(candidate.second);
  }
  return stragglers;
}

}  // namespace photomill
