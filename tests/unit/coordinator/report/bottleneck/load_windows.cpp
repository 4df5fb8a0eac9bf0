#include "tests/unit/coordinator/report/bottleneck/load_windows.h"

#include <utility>

namespace photomill {

std::array<double, kStageCount> Tasks(const std::vector<TasksIn>& stages) {
  std::array<double, kStageCount> tasks{};
  for (const TasksIn& in : stages) tasks[static_cast<size_t>(in.stage)] = in.tasks;
  return tasks;
}

WorkerWindow IdleWorker() {
  WorkerWindow worker;
  worker.host = "far";
  worker.cpu_threads = 2;
  worker.fetch_threads = 4;
  worker.publish_threads = 16;
  worker.tasks_max = 8;
  worker.allowed = 2;
  worker.machine_processors = 2;
  return worker;
}

WorkerWindow BusyWorker() {
  WorkerWindow worker = IdleWorker();
  worker.tasks = Tasks({{Stage::kToProduce, 5},
                        {Stage::kDecode, 1.2},
                        {Stage::kDerive, 0.3},
                        {Stage::kEncode, 0.5},
                        {Stage::kPublish, 1}});
  worker.tasks_per_second = 10;
  worker.used = 1.95;
  worker.machine_used = 1.97;
  return worker;
}

LoadWindow WindowOf(std::vector<WorkerWindow> workers, double rate) {
  LoadWindow window;
  window.seconds = 20;
  window.rate = rate;
  window.workers = std::move(workers);
  window.coordinator = {"near", 0.05, 0.1, 0.1, 0.05, 0.004};
  window.left = {1'000'000, 5'000, 16, false};
  return window;
}

}  // namespace photomill
