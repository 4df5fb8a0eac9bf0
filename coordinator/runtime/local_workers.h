// The workers of `photomill run`: child processes of the coordinator, restarted when they die.
// Owned and used by the loop's thread; the children end with the thread that started them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/model/isolation.h"
#include "common/os/process.h"

namespace photomill {

struct LocalWorkerOptions {
  std::string endpoint;
  uint32_t workers = 1;
  uint32_t threads = 1;       // per worker
  uint64_t memory_bytes = 0;  // per worker
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
  uint32_t nice = 0;
  std::string log_folder;  // worker-N.log
  bool log_json = false;
};

class LocalWorkers {
 public:
  explicit LocalWorkers(LocalWorkerOptions options) : options_(std::move(options)) {}
  ~LocalWorkers();

  Status Start(Instant now);

  // Restarts dead workers. Fails if none can work, with the last words of the log.
  Status Supervise(Instant now);

  // The worker of this name is going to exit, as asked: it is not restarted.
  void LetGo(const std::string& name);
  // Whether every worker has exited as asked.
  [[nodiscard]] bool AllHaveLeft() const;

  // Tells all workers to exit (SIGTERM drains), waits at most `patience`, then kills the rest.
  void End(Duration patience);

  // Descriptors that become readable when a child ends.
  [[nodiscard]] std::vector<int> Fds() const;

 private:
  struct Slot {
    std::optional<ChildProcess> process;
    Instant started;
    Instant start_again;
    uint32_t quick_deaths = 0;
    bool gave_up = false;
    bool let_go = false;

    [[nodiscard]] bool has_left() const { return let_go && !process; }
  };

  Status StartOne(size_t index, Instant now);
  [[nodiscard]] Status CheckSome() const;
  [[nodiscard]] std::string LogFile(size_t index) const;
  [[nodiscard]] std::string LastLogLine(size_t index) const;

  const LocalWorkerOptions options_;
  std::vector<Slot> slots_;
};

}  // namespace photomill
