// Workers of this run that are no longer registered, in the order in which they left: lost ones,
// which may return, and those that said goodbye. Owned by Scheduler.
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
  bool lost = false;         // false: it said goodbye
  bool drain_asked = false;  // by the user
  uint32_t slots_asked = 0;  // the same
};

class PastWorkers {
 public:
  void Add(const Worker& worker, bool lost);

  // Returns the lost worker that sent this hello, and removes it from the list: the same engine,
  // its successor, or a restarted worker with the same name on the same host.
  std::optional<PastWorker> TakeBack(const Hello& hello);

  [[nodiscard]] const std::deque<PastWorker>& all() const { return workers_; }

 private:
  std::deque<PastWorker> workers_;  // the oldest are forgotten if there are too many
};

}  // namespace photomill
