// A run over a window of some seconds: what its workers, their stores and the coordinator did, as
// means over that time. The input of Judge().
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/model/worker_load.h"

namespace photomill {

// The mean duration of a store's calls while few, and while more, of them are in progress.
struct LatencyPoint {
  uint64_t calls = 0;      // that it is the mean of
  double in_progress = 0;  // the mean number of calls in progress, the measured one included
  double seconds = 0;      // the mean duration
};

struct StoreWindow {
  double calls_per_second = 0;
  double bytes_per_second = 0;
  double seconds = 0;  // the mean duration of a call
  LatencyPoint few;    // since the workers began, if the window has too few of them
  LatencyPoint many;
};

struct WorkerWindow {
  std::string host;
  std::array<double, kStageCount> tasks{};  // the mean number in each stage
  double tasks_per_second = 0;
  uint32_t cpu_threads = 0;
  uint32_t fetch_threads = 0;
  uint32_t publish_threads = 0;
  uint32_t tasks_max = 0;
  // The share of the time in which it accepted more tasks, but no more source bytes.
  double out_of_bytes = 0;
  // In processors: 1.5 is the time of one and a half of them.
  double used = 0;
  double ready = 0;  // its threads waited for a processor
  double allowed = 0;
  double machine_used = 0;  // by all programs of its machine
  double machine_stolen = 0;
  double machine_processors = 0;
  StoreWindow source;
  StoreWindow destination;

  [[nodiscard]] double in(Stage stage) const { return tasks[static_cast<size_t>(stage)]; }
};

struct CoordinatorWindow {
  std::string host;
  double used = 0;            // processors
  double loop_busy = 0;       // the share of time in which its loop did not wait
  double ledger_busy = 0;     // the same for the ledger's thread
  double committing = 0;      // of this: the share of time in commits, which many facts share
  double commit_seconds = 0;  // the mean duration of a commit
  double queued = 0;          // the mean number of requests that wait for the ledger's thread
  // Between it and the workers, per second.
  double frames = 0;
  double bytes_received = 0;
  double bytes_sent = 0;
};

// The state of the work at the window's end.
struct WorkLeft {
  int64_t pending = 0;  // sources that are not finished, as far as they are listed
  size_t ready = 0;     // tasks that wait for a worker in the coordinator's window
  size_t in_flight = 0;
  bool scan_ended = false;
};

struct LoadWindow {
  double seconds = 0;                 // the length of the window; 0: nothing is known
  double rate = 0;                    // finished sources per second
  std::vector<WorkerWindow> workers;  // those that take tasks
  CoordinatorWindow coordinator;
  WorkLeft left;
};

}  // namespace photomill
