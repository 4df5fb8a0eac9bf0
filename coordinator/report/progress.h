// Live progress: what is known at a moment, how fast it goes, and the line that shows it.
// Pure: instants come from outside, text goes to the caller. One thread, the loop's.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "common/base/instant.h"
#include "coordinator/ledger/ledger.h"

namespace photomill {

struct WorkerFigures {
  size_t working = 0;
  size_t draining = 0;
  size_t set_aside = 0;  // their place fails; tried again later
  size_t lost = 0;       // unheard of since, in this run
  uint64_t slots = 0;    // of those that work
};

struct ProgressSnapshot {
  Duration elapsed = Duration::zero();  // since the run began
  Tally durable;                        // what the ledger has on disk
  int64_t listed = 0;                   // objects that this run's scan has seen
  bool scan_ended = false;
  WorkerFigures workers;
  size_t in_flight = 0;   // tasks at workers
  std::string pause;      // for people, why nothing is dispatched; empty: it is
  std::string silence;    // for people, which store hangs at which worker; empty: none
  bool held_up = false;   // by that: nobody knows how long the rest takes
  bool insecure = false;  // workers are served in plain text on a network

  // Filled in by ProgressMeter.
  double rate = 0;  // sources a second over the last ten
  // Seconds; none while scanning, paused, held up, or not known yet.
  std::optional<double> remaining;
};

// Sources at their end, gone ones aside; those that failed for good; all that count; and done ones
// with a warning.
int64_t SettledOf(const Tally& tally);
int64_t FailedOf(const Tally& tally);
int64_t TotalOf(const Tally& tally);
int64_t WarnedOf(const Tally& tally);

// Fed with snapshots every now and then, computes the rate and the time that remains.
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
  bool begun_ = false;              // a task was given out, or a source came to its end
  std::optional<int64_t> settled_;  // of the last snapshot
  int64_t finished_ = 0;            // since the first one; never falls, unlike the settled ones
  Instant smoothed_at_{};
  double smoothed_rate_ = 0;
};

// One calm line without control characters, of at most `columns` characters: what matters least is
// left out where it is narrow. `unicode`: the terminal shows UTF-8.
std::string RenderBar(const ProgressSnapshot& snapshot, size_t columns, bool unicode);

// One line for logs, everything in it.
std::string RenderPlain(const ProgressSnapshot& snapshot);

// One JSON object in one line.
std::string RenderJson(const ProgressSnapshot& snapshot);

}  // namespace photomill
