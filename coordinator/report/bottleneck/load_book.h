// Turns the totals in workers' heartbeats into means over the last 15 to 30 seconds. Pure: the
// caller passes the time. Used by the loop's thread. Its memory grows with the number of workers
// only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/base/instant.h"
#include "common/model/worker_load.h"
#include "coordinator/report/bottleneck/load_window.h"

namespace photomill {

// One worker's latest heartbeat.
struct WorkerSample {
  SessionId session;
  std::string host;
  WorkerLoad load;
  bool out_of_bytes = false;  // it accepts more tasks now, but no more source bytes
};

// Between the coordinator and all workers, since it began.
struct WireTraffic {
  uint64_t frames = 0;  // in both directions
  uint64_t bytes_received = 0;
  uint64_t bytes_sent = 0;
};

// The coordinator's own totals since it began.
struct CoordinatorSample {
  uint64_t used_microseconds = 0;         // processor time of its process
  uint64_t loop_busy_microseconds = 0;    // its loop did not wait
  uint64_t ledger_busy_microseconds = 0;  // the ledger's thread did not wait for work
  uint64_t commits = 0;
  uint64_t commit_microseconds = 0;
  int64_t finished = 0;  // sources
  uint64_t looks = 0;    // at the ledger's queue
  uint64_t queued = 0;   // requests in it, summed over the looks
  WireTraffic wire{};
};

class LoadBook {
 public:
  explicit LoadBook(std::string host) : host_(std::move(host)) {}

  // Call it about once per second, with the workers that take tasks.
  void Observe(Instant now, const std::vector<WorkerSample>& workers,
               const CoordinatorSample& coordinator);

  // The window up to the last Observe. Without workers' figures its `seconds` is 0.
  [[nodiscard]] LoadWindow Window(const WorkLeft& left) const;

 private:
  // A worker's totals at one moment.
  struct WorkerPage {
    WorkerLoad load;
    uint64_t observations = 0;  // since it was first seen
    uint64_t out_of_bytes = 0;  // of them
  };
  struct WorkerPages {
    std::string host;
    WorkerPage old;     // where the window begins
    WorkerPage middle;  // where the next one will begin
    WorkerPage latest;
  };
  struct OwnPages {
    Instant old_at;
    CoordinatorSample old;
    Instant middle_at;
    CoordinatorSample middle;
    Instant latest_at;
    CoordinatorSample latest;
  };

  static WorkerWindow WindowOf(const WorkerPages& pages);

  std::string host_;
  std::map<SessionId, WorkerPages> workers_;
  std::optional<OwnPages> own_;
};

}  // namespace photomill
