// Windows of typical runs, for the tests of the verdict.
#pragma once

#include "coordinator/report/bottleneck/load_window.h"

namespace photomill {

// The number of tasks in some stages; the others have none.
struct TasksIn {
  Stage stage;
  double tasks;
};
std::array<double, kStageCount> Tasks(const std::vector<TasksIn>& stages);

// A worker of host "far" with 2 CPU threads, 4 fetch threads and 2 processors, which uses nothing.
WorkerWindow IdleWorker();

// A worker that decodes with both threads, at 10 tasks per second.
WorkerWindow BusyWorker();

// 20 seconds of these workers, with plenty of work left.
LoadWindow WindowOf(std::vector<WorkerWindow> workers, double rate = 10);

}  // namespace photomill
