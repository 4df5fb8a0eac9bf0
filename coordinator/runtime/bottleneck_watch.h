// Finds out once per second what the run is bound by. Used by the loop's thread.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "coordinator/report/bottleneck/load_book.h"
#include "coordinator/report/bottleneck/run_bound.h"
#include "coordinator/report/bottleneck/verdict.h"
#include "coordinator/runtime/ledger_thread.h"
#include "coordinator/runtime/run_view.h"

namespace photomill {

class BottleneckWatch {
 public:
  explicit BottleneckWatch(Instant now);

  // Takes the workers' last heartbeats and the coordinator's own figures, if it is time.
  // `slept`: for how long the loop has waited so far.
  void Observe(Instant now, const RunView& run, const LedgerThread& ledger, const WireTraffic& wire,
               Duration slept);

  [[nodiscard]] const Bottleneck& now() const { return verdict_; }
  // Of the whole run, in words; empty: unknown.
  [[nodiscard]] std::string RunText() const { return bound_.Text(); }

 private:
  LoadBook book_;
  RunBound bound_;
  Bottleneck verdict_;
  Instant begun_;
  Instant observed_;
  uint64_t looks_ = 0;   // at the ledger's queue
  uint64_t queued_ = 0;  // requests in it, summed over the looks
};

}  // namespace photomill
