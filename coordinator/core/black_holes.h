// Black holes: a worker that fails fast keeps asking for more and draws all tasks to itself. A
// worker that fails far more often than the others is set aside for a pause that grows each time.
// It is then tried with one task at a time until several in a row are done. Its failures are
// charged to no task.
//
// The verdict needs other workers to compare with: a lone worker is never a black hole. Owned by
// Scheduler, which applies the verdicts to the tasks.
#pragma once

#include <optional>

#include "common/base/random.h"
#include "coordinator/core/event.h"
#include "coordinator/core/taker_table.h"
#include "coordinator/core/task_table.h"
#include "coordinator/core/worker_table.h"

namespace photomill {

class BlackHoles {
 public:
  // All three belong to the scheduler, which also owns this object.
  BlackHoles(WorkerTable& workers, TakerTable& takers, Random& random)
      : workers_(workers), takers_(takers), random_(random) {}

  // A worker registers, with its record, or is removed.
  void Add(const Worker& worker) { all_records_.Add(worker.record); }
  void Remove(const Worker& worker) { all_records_.Remove(worker.record); }

  // Judges the result of an attempt that the worker held. Returns true if the worker was set aside
  // as a black hole, for the first time or again.
  [[nodiscard]] bool Judge(Instant now, Worker& worker, const Outcome& outcome, Effects& effects);

  // Releases a black hole that is the only worker left: there is nobody to compare it with, and
  // nobody else to do the work.
  void ReleaseLonely(Instant now, Effects& effects);

  // Whether another worker, on which the task has not failed, is working or about to; it can be set
  // aside or silent at the moment.
  [[nodiscard]] bool OthersAreThereFor(const TaskEntry& entry, const Worker& worker) const;
  // Whether the failure is charged to the source.
  [[nodiscard]] bool IsCharged(const TaskEntry& entry, const Worker& worker) const;
  // Whether the task waits for a worker other than this one.
  [[nodiscard]] bool Avoids(Instant now, const TaskEntry& entry, const Worker& worker) const;

 private:
  void SetAside(Instant now, Worker& worker, const Outcome& outcome, Effects& effects);
  bool OnProbe(Instant now, Worker& worker, const Outcome& outcome, bool passing, Effects& effects);
  void Record(Worker& worker, const WorkRecord& news);
  void ForgetRecord(Worker& worker);
  [[nodiscard]] WorkRecord OthersThan(const Worker& worker) const;
  [[nodiscard]] bool OthersAreSound(const Worker& worker) const;

  WorkerTable& workers_;
  TakerTable& takers_;
  Random& random_;
  WorkRecord all_records_;              // sum of all workers' records
  std::optional<Instant> alone_since_;  // since when there has been only one worker
};

}  // namespace photomill
