// Workers of this run that are not registered any more: lost ones, of which nobody knows whether
// they come back, and those that said goodbye. Owned by Scheduler. In the order in which they went.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "coordinator/core/worker_table.h"

namespace photomill {

struct PastWorker {
  SessionId session;
  std::string name;
  std::string host;
  uint32_t process = 0;
  uint32_t slots = 0;
  uint64_t tasks_done = 0;
  uint64_t tasks_failed = 0;
  Instant joined;
  Instant heard;
  bool lost = false;  // else it said goodbye
};

class PastWorkers {
 public:
  void Add(const Worker& worker, bool lost);

  // The lost worker that is back with this hello: the same engine, its successor, or one of its
  // name on its host, started anew. It is no longer in the list.
  std::optional<PastWorker> TakeBack(const Hello& hello);

  [[nodiscard]] const std::deque<PastWorker>& all() const { return workers_; }

 private:
  std::deque<PastWorker> workers_;  // of many the oldest are forgotten
};

}  // namespace photomill
