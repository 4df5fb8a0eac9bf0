// Gives work to idle workers when nothing is ready: tasks in another worker's queue that have not
// started are taken back for them. If there are none, see stragglers.cpp.
//
// Tasks do not circulate endlessly: a worker gets one request at a time, for half of its queue; a
// worker that was asked gets nothing new while it holds more than it executes; a task is moved at
// most limits::kTakeBacksMax times. Taking back runs nothing twice: only the worker decides what it
// had not started. If the request or the answer is lost, so is the connection, and the next hello
// lists what the worker holds.
#include <algorithm>

#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

// How long the worker's queue will have to wait, judged by its speed so far.
double ExpectedWait(const Worker& worker, Instant now) {
  const double present = std::chrono::duration<double>(now - worker.joined).count();
  return static_cast<double>(worker.queued()) * present / static_cast<double>(worker.results + 1);
}

bool MayBeAsked(const Worker& worker) {
  return worker.phase == Worker::Phase::kWorking && worker.connected && worker.queued() > 0 &&
         worker.asked_back == 0 && !worker.queue_is_empty;
}

}  // namespace

// Runs at every tick.
void Scheduler::OccupyIdle(Instant now, Effects& effects) {
  if (!MayLend(now) || load_outstanding_ || tasks_.ready() > 0 || takers_.size() == 0) return;
  const std::vector<Worker*> idle = IdleWorkers();
  if (idle.empty()) return;
  if (!TakeBackFor(now, idle, effects)) CopyStragglers(now, idle, effects);
}

std::vector<Worker*> Scheduler::IdleWorkers() {
  std::vector<Worker*> idle;
  for (const auto& [peer, slots] : takers_.all()) {
    Worker* worker = workers_.Find(peer);
    if (!worker->set_aside && worker->leases.size() < slots) idle.push_back(worker);
  }
  return idle;
}

// Asks for half of a queue for each idle worker, the longest queue first. Returns true if a worker
// was asked, or has not answered yet.
bool Scheduler::TakeBackFor(Instant now, const std::vector<Worker*>& idle, Effects& effects) {
  std::vector<std::pair<double, Worker*>> queues;
  bool under_way = false;
  for (auto& [peer, worker] : workers_.all()) {
    under_way = under_way || worker.asked_back > 0;
    if (MayBeAsked(worker)) queues.emplace_back(-ExpectedWait(worker, now), &worker);
  }
  // Equal waits stay in the order of peers.
  std::stable_sort(queues.begin(), queues.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  auto next = idle.begin();
  for (const auto& [wait, worker] : queues) {
    if (next == idle.end()) break;
    const size_t half = (worker->queued() + 1) / 2;
    const size_t tasks_max = std::min<size_t>(half, (*next)->credit_tasks());
    if (!AskBack(*worker, worker->queued(), tasks_max, effects)) continue;
    under_way = true;
    ++next;
  }
  return under_way;
}

// Asks for up to `tasks_max` of the `newest` attempts lent to the worker: they are at the end of
// its queue.
bool Scheduler::AskBack(Worker& worker, size_t newest, size_t tasks_max, Effects& effects) {
  TakeBack take;
  for (auto it = worker.leases.rbegin(); it != worker.leases.rend() && newest > 0; ++it, --newest) {
    if (take.attempts.size() >= std::min(tasks_max, limits::kBatchTasksMax)) break;
    const TaskEntry* entry = tasks_.Find(leases_.Find(*it)->source);
    const bool is_task_lease =
        entry != nullptr && entry->place == TaskEntry::Place::kLeased && entry->lease == *it;
    // Suspects stay where they are watched.
    if (!is_task_lease || IsSuspect(entry->task) || entry->moves >= limits::kTakeBacksMax) continue;
    take.attempts.push_back(*it);
  }
  if (take.attempts.empty()) {
    worker.queue_is_empty = true;
    return false;
  }
  worker.asked_back = take.attempts.size();
  worker.yields = true;
  takers_.Update(worker);
  effects.emplace_back(effect::Send{worker.peer, std::move(take), false});
  return true;
}

void Scheduler::OnGivenBack(Worker& worker, const GivenBack& given) {
  worker.queue_is_empty = given.attempts.size() < worker.asked_back;
  worker.asked_back = 0;
  for (const AttemptId attempt : given.attempts) {
    const Lease* lease = leases_.Find(attempt);
    if (lease == nullptr || lease->peer != worker.peer) continue;  // a repeat, or not its own
    const SourceId source = lease->source;
    if (!Release(attempt, true)) continue;
    ++tasks_.Find(source)->moves;
    ++counts_.taken_back;
  }
}

}  // namespace photomill
