// The safety rules that a worker can check itself.
#include "common/base/limits.h"
#include "tests/sim/sim_worker.h"

namespace photomill::sim {

// A worker is never sent more than it granted. (If frames are lost, duplicated and reordered, it
// may also count tasks of an earlier registration; Inspector::CheckCredit always checks what the
// coordinator sends.)
void SimWorker::CheckCreditIsNotExceeded(const TaskBatch& batch) {
  Trace("gets " + std::to_string(batch.assignments.size()) + " tasks from attempt " +
        std::to_string(batch.assignments.front().attempt.value & 0xffffffffffU) + " on");
  if (!registered_) return;  // for the previous registration: the machine ignores it
  for (const Assignment& assignment : batch.assignments) {
    ++received_.tasks_total;
    received_.bytes_total += assignment.task.version.size;
  }
  if (world_.lossy) return;
  if (received_.tasks_total > granted_.tasks_total) Broken("got more tasks than it granted");
  if (received_.bytes_total > granted_.bytes_total && batch.assignments.size() > 1) {
    Broken("got more bytes than it granted");
  }
}

// Credit is sent as totals since the hello, so it only grows.
void SimWorker::CheckCreditNeverSinks(const Credit& credit) {
  if (credit.tasks_total < granted_.tasks_total || credit.bytes_total < granted_.bytes_total) {
    Broken("lets its credit sink");
  }
}

// A task that is given back was not started. (If a batch is duplicated, a worker may start a task
// again that it gave back: then it runs twice, which only costs time.)
void SimWorker::CheckGivenBackIsNotStarted(const GivenBack& given) {
  for (const AttemptId attempt : given.attempts) {
    world_.given_back.insert(attempt);
    if (!world_.lossy && world_.started.contains(attempt)) Broken("gives back what it has started");
  }
}

// An attempt is in progress only once at a time, never after it was given back, and at most as many
// are in progress as the pipeline holds.
void SimWorker::CheckStart(AttemptId attempt) {
  if (executions_.contains(attempt)) Broken("starts an attempt twice");
  if (executions_.size() >= pipeline_tasks_) Broken("has more under way than its pipeline holds");
  world_.started.insert(attempt);
  if (!world_.lossy && world_.given_back.contains(attempt)) Broken("starts what it has given back");
}

// A lease is counted from the moment when the request was sent that the coordinator answered, never
// from the answer.
void SimWorker::CheckLeaseIsNoLongerThanGranted(Instant until) {
  if (until > answered_ + limits::kLeaseDuration) Broken("has too long a lease");
}

// A worker's memory is bounded by its credit, not by the number of tasks.
void SimWorker::CheckMemory() {
  const WorkerMachine& machine = loop_->machine();
  if (machine.queued() > limits::kCreditTasksMax) Broken("queues more than its credit");
  if (machine.unacknowledged() > limits::kUnackedResultsMax + limits::kCreditTasksMax) {
    Broken("keeps more results than it may");
  }
  if (machine.running() != executions_.size() && !loop_->end()) {
    Broken("believes that another number of tasks is under way");
  }
}

}  // namespace photomill::sim
