#include "coordinator/core/past_workers.h"

#include <algorithm>

namespace photomill {
namespace {

// All of them are displayed every two seconds.
constexpr size_t kPastWorkersMax = 200;

}  // namespace

void PastWorkers::Add(const Worker& worker, bool lost) {
  if (workers_.size() >= kPastWorkersMax) workers_.pop_front();
  workers_.push_back({worker.session, worker.name, worker.host, worker.process, worker.slots,
                      worker.tasks_done, worker.tasks_failed, worker.joined, worker.heard, lost,
                      worker.drain_asked, worker.slots_asked});
}

std::optional<PastWorker> PastWorkers::TakeBack(const Hello& hello) {
  const auto find = [&](const auto& is_it) {
    return std::find_if(workers_.begin(), workers_.end(),
                        [&](const PastWorker& worker) { return worker.lost && is_it(worker); });
  };
  auto found = find([&](const PastWorker& worker) {
    return worker.session == hello.session ||
           (hello.replaces.value != 0 && worker.session == hello.replaces);
  });
  if (found == workers_.end()) {
    found = find([&](const PastWorker& worker) {
      return worker.name == hello.worker_name && worker.host == hello.host;
    });
  }
  if (found == workers_.end()) return std::nullopt;
  PastWorker back = std::move(*found);
  workers_.erase(found);
  return back;
}

}  // namespace photomill
