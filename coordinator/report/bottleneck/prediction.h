// What one more worker, or one more CPU thread, would bring: asymptotic bounds of a closed queueing
// network. BOTTLENECK.md has the formulas and their sources.
#pragma once

#include <optional>

#include "coordinator/report/bottleneck/load_window.h"

namespace photomill {

// How a store's mean latency grows with the calls in progress: R(n) = seconds + slope * (n - now).
struct LatencyLaw {
  double in_progress = 0;  // calls in progress now, of all workers
  double seconds = 0;      // their mean duration now
  double slope = 0;        // seconds per further call in progress, at least 0

  // Calls per second with `n` times as many calls in progress as now, relative to now.
  [[nodiscard]] double Gain(double n) const;
  // The most that any number of calls brings, relative to now. Infinite if latency does not grow.
  [[nodiscard]] double GainMax() const;
};

// Of a store that all workers share. Empty if the workers' calls did not vary enough in number to
// tell.
using StoreMember = StoreWindow WorkerWindow::*;
std::optional<LatencyLaw> LawOf(const LoadWindow& window, StoreMember store);

}  // namespace photomill
