#include "tests/support/invariants.h"

#include "common/base/limits.h"

namespace photomill {
namespace {

void CheckTasks(const Scheduler& scheduler, std::vector<std::string>& broken) {
  const TaskTable& tasks = scheduler.tasks();
  size_t ready = 0;
  size_t waiting = 0;
  size_t copies = 0;
  for (const auto& [source, entry] : tasks.entries()) {
    const std::string name = "task " + std::to_string(source.value);
    if (entry.task.source != source) broken.push_back(name + " stands under another id");
    if (entry.task.crashes >= scheduler.crash_limit())
      broken.push_back(name + " is past its crash limit");
    if (entry.copy && entry.place != TaskEntry::Place::kLeased) {
      broken.push_back(name + " has a copy, but is not at a worker");
    }
    switch (entry.place) {
      case TaskEntry::Place::kReady:
        ++ready;
        break;
      case TaskEntry::Place::kWaiting:
        ++waiting;
        break;
      case TaskEntry::Place::kLeased: {
        const Lease* lease = scheduler.leases().Find(entry.lease);
        if (lease == nullptr) {
          broken.push_back(name + " is leased under an attempt that nobody holds");
        } else if (lease->source != source) {
          broken.push_back(name + " is leased under another task's attempt");
        }
        if (!entry.copy) break;
        ++copies;
        const Lease* copy = scheduler.leases().Find(*entry.copy);
        if (copy == nullptr || copy->source != source || entry.copy == entry.lease) {
          broken.push_back(name + " has a copy that nobody holds");
        }
        break;
      }
    }
  }
  if (ready != tasks.ready() + tasks.ready_suspects()) {
    broken.push_back("the queues hold another number of tasks than are ready");
  }
  if (copies != tasks.copies()) broken.emplace_back("there are more or fewer copies than counted");
  if (waiting != tasks.waiting()) broken.push_back("the wait list is not the tasks that wait");
  if (tasks.size() > limits::kWindowTasks) broken.push_back("the window is over its bound");
}

void CheckWorkers(const Scheduler& scheduler, std::vector<std::string>& broken) {
  size_t held = 0;
  for (const auto& [peer, worker] : scheduler.workers().all()) {
    held += worker.leases.size();
    if (worker.peer != peer)
      broken.push_back("worker " + worker.name + " stands under another peer");
    if (worker.used.tasks_total > worker.granted.tasks_total) {
      broken.push_back("worker " + worker.name + " got more tasks than it granted credit for");
    }
    // A single task may be larger than the credit if the worker holds nothing else.
    if (worker.used.bytes_total > worker.granted.bytes_total && worker.leases.size() > 1) {
      broken.push_back("worker " + worker.name + " got more bytes than it granted credit for");
    }
    for (const AttemptId attempt : worker.leases) {
      const Lease* lease = scheduler.leases().Find(attempt);
      if (lease == nullptr || lease->peer != peer) {
        broken.push_back("worker " + worker.name + " holds an attempt that is not its own");
      }
    }
  }
  if (held != scheduler.leases().size()) {
    broken.push_back("there are leases that no registered worker holds");
  }
}

void CheckTakers(const Scheduler& scheduler, std::vector<std::string>& broken) {
  const TakerTable& takers = scheduler.takers();
  size_t taking = 0;
  size_t sound = 0;
  size_t resting = 0;
  uint64_t slots = 0;
  for (const auto& [peer, worker] : scheduler.workers().all()) {
    const bool rests = worker.set_aside && !worker.set_aside->probing;
    if (worker.CanTake() != takers.Has(peer) || worker.IsSound() != takers.sound().contains(peer) ||
        (rests && !takers.resting().contains({worker.set_aside->until, peer}))) {
      broken.push_back("worker " + worker.name + " is not among the takers as it should be");
    }
    if (worker.CanTake()) slots += worker.slots;
    taking += worker.CanTake() ? 1 : 0;
    sound += worker.IsSound() ? 1 : 0;
    resting += rests ? 1 : 0;
  }
  if (taking != takers.size() || sound != takers.sound().size() ||
      resting != takers.resting().size() || slots != takers.slots()) {
    broken.emplace_back("the takers count workers that are not");
  }
}

}  // namespace

std::vector<std::string> BrokenInvariants(const Scheduler& scheduler) {
  std::vector<std::string> broken;
  CheckTasks(scheduler, broken);
  CheckWorkers(scheduler, broken);
  CheckTakers(scheduler, broken);
  return broken;
}

}  // namespace photomill
