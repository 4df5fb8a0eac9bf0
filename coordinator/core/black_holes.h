// Black holes: a worker that fails fast asks for more all the time and draws all tasks to itself.
// Who fails far more than the others is set aside for a pause that grows each time, and then tried
// with one task at a time until several in a row are done. What it failed is charged to no task.
//
// It takes others to compare with: a worker that is alone is never a black hole. Owned by
// Scheduler, which does with tasks what a verdict means for them.
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
  // All of them are the scheduler's, as this is.
  BlackHoles(WorkerTable& workers, TakerTable& takers, Random& random)
      : workers_(workers), takers_(takers), random_(random) {}

  // A worker came with its record, or goes.
  void Add(const Worker& worker) { all_records_.Add(worker.record); }
  void Remove(const Worker& worker) { all_records_.Remove(worker.record); }

  // A result of an attempt that the worker held. True: it was set aside as a black hole, now or
  // once more.
  [[nodiscard]] bool Judge(Instant now, Worker& worker, const Outcome& outcome, Effects& effects);

  // Where nobody else is left there is nobody to compare with, and nobody else to do it.
  void ReleaseLonely(Instant now, Effects& effects);

  // Another worker works or is about to, though it may be set aside or silent at the moment, and
  // the task has not failed at it.
  [[nodiscard]] bool OthersAreThereFor(const TaskEntry& entry, const Worker& worker) const;
  // Whether a failure says something of the source.
  [[nodiscard]] bool IsCharged(const TaskEntry& entry, const Worker& worker) const;
  // Whether the task waits for another worker than this one.
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
  WorkRecord all_records_;              // the sum of all workers'
  std::optional<Instant> alone_since_;  // there is one worker, and no other one
};

}  // namespace photomill
