// Live progress: the known figures at one moment, the rate, and the line that shows them. Pure: the
// caller passes instants in and gets text back. Used by one thread, the loop's.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "common/base/instant.h"
#include "coordinator/ledger/ledger.h"
#include "coordinator/report/bottleneck/verdict.h"

namespace photomill {

struct WorkerFigures {
  size_t working = 0;
  size_t draining = 0;
  size_t set_aside = 0;  // their place fails; they get tasks again later
  size_t lost = 0;       // not heard from any more, in this run
  uint64_t slots = 0;    // of the working ones
};

struct ProgressSnapshot {
  Duration elapsed = Duration::zero();  // since the run started
  Tally durable;                        // what the ledger has on disk
  int64_t listed = 0;                   // objects that this run's scan has seen
  bool scan_ended = false;
  WorkerFigures workers;
  size_t in_flight = 0;   // tasks at workers
  std::string pause;      // human-readable: why nothing is dispatched; empty: tasks are
  std::string silence;    // human-readable: which store hangs at which worker; empty: none
  bool held_up = false;   // by such a store: the time left is unknown
  bool insecure = false;  // workers are served unencrypted on a network
  Bottleneck bottleneck;  // what the run is bound by

  // Filled in by ProgressMeter.
  double rate = 0;     // sources per second, over the last ten seconds
  double average = 0;  // since the first task was dispatched
  // In seconds; empty while scanning, paused, held up or not known yet.
  std::optional<double> remaining;
};

// Sources that are finished, not counting gone ones; that failed for good; that count at all; and
// that are done with a warning.
int64_t SettledOf(const Tally& tally);
int64_t FailedOf(const Tally& tally);
int64_t TotalOf(const Tally& tally);
int64_t WarnedOf(const Tally& tally);

// Computes the rate and the remaining time from regular snapshots.
class ProgressMeter {
 public:
  void Observe(Instant now, ProgressSnapshot& snapshot);

 private:
  struct Sample {
    Instant at;
    int64_t finished = 0;
  };
  void AddSample(Instant now, const Tally& durable);
  [[nodiscard]] double WindowRate() const;

  std::deque<Sample> window_;
  bool begun_ = false;  // a task was dispatched, or a source finished
  std::optional<Instant> begun_at_;
  std::optional<int64_t> settled_;  // of the last snapshot
  int64_t finished_ = 0;            // since the first snapshot; unlike settled_, never falls
  Instant smoothed_at_{};
  double smoothed_rate_ = 0;
};

// One calm line without control characters, at most `columns` characters wide: on a narrow terminal
// the least important parts are omitted. `unicode`: the terminal displays UTF-8.
std::string RenderBar(const ProgressSnapshot& snapshot, size_t columns, bool unicode);

// One line for logs, with everything in it.
std::string RenderPlain(const ProgressSnapshot& snapshot);

// One JSON object in one line.
std::string RenderJson(const ProgressSnapshot& snapshot);

}  // namespace photomill
