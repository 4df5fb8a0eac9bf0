// The safety rules that a worker can check by itself.
#include "common/base/limits.h"
#include "tests/sim/sim_worker.h"

namespace photomill::sim {

// A worker is never sent more than it granted. (Where frames are lost, doubled and overtaken it may
// count those of an earlier registration, too; what the coordinator sends is checked in any case:
// Inspector::CheckCredit.)
void SimWorker::CheckCreditIsNotExceeded(const TaskBatch& batch) {
  Trace("gets " + std::to_string(batch.assignments.size()) + " tasks from attempt " +
        std::to_string(batch.assignments.front().attempt.value & 0xffffffffffU) + " on");
  if (!registered_) return;  // for the registration before: the machine leaves it out
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

// Credit is told as totals since the hello: they only grow.
void SimWorker::CheckCreditNeverSinks(const Credit& credit) {
  if (credit.tasks_total < granted_.tasks_total || credit.bytes_total < granted_.bytes_total) {
    Broken("lets its credit sink");
  }
}

// What goes back was not started. (Of a doubled batch a worker may start again what it gave back:
// then it runs twice, which costs time and nothing else.)
void SimWorker::CheckGivenBackIsNotStarted(const GivenBack& given) {
  for (const AttemptId attempt : given.attempts) {
    world_.given_back.insert(attempt);
    if (!world_.lossy && world_.started.contains(attempt)) Broken("gives back what it has started");
  }
}

// An attempt is under way once at a time, never after it went back, and no more are under way than
// the pipeline holds.
void SimWorker::CheckStart(AttemptId attempt) {
  if (executions_.contains(attempt)) Broken("starts an attempt twice");
  if (executions_.size() >= pipeline_tasks_) Broken("has more under way than its pipeline holds");
  world_.started.insert(attempt);
  if (!world_.lossy && world_.given_back.contains(attempt)) Broken("starts what it has given back");
}

// A lease is counted from the sending of what the coordinator answered, never from the answer.
void SimWorker::CheckLeaseIsNoLongerThanGranted(Instant until) {
  if (until > answered_ + limits::kLeaseDuration) Broken("has too long a lease");
}

// A worker's memory is bounded by its credit, not by what there is to do.
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
