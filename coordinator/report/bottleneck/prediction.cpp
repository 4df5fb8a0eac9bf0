#include "coordinator/report/bottleneck/prediction.h"

#include <algorithm>
#include <limits>

namespace photomill {
namespace {

constexpr uint64_t kCallsMin = 8;
constexpr double kSpreadMin = 1.3;  // "many" are this many times as many as "few"

// Seconds per further call in progress. Empty if the two points are too close or too uncertain.
std::optional<double> SlopeOf(const LatencyPoint& few, const LatencyPoint& many) {
  if (few.calls < kCallsMin || many.calls < kCallsMin) return std::nullopt;
  if (many.in_progress < kSpreadMin * few.in_progress) return std::nullopt;
  const double slope = (many.seconds - few.seconds) / (many.in_progress - few.in_progress);
  // A line through the origin is the steepest: a store that serves one call at a time.
  return std::clamp(slope, 0.0, many.seconds / many.in_progress);
}

}  // namespace

double LatencyLaw::Gain(double n) const {
  const double more = seconds + slope * in_progress * (n - 1);
  return more > 0 ? n * seconds / more : n;
}

double LatencyLaw::GainMax() const {
  if (slope <= 0 || in_progress <= 0) return std::numeric_limits<double>::infinity();
  return std::max(1.0, seconds / (slope * in_progress));
}

std::optional<LatencyLaw> LawOf(const LoadWindow& window, StoreMember store) {
  LatencyLaw law;
  double calls_per_second = 0;
  double slopes = 0;
  double weights = 0;
  for (const WorkerWindow& worker : window.workers) {
    const StoreWindow& calls = worker.*store;
    // Little's law: the number in progress is the rate times the duration.
    law.in_progress += calls.calls_per_second * calls.seconds;
    calls_per_second += calls.calls_per_second;
    const std::optional<double> slope = SlopeOf(calls.few, calls.many);
    if (!slope) continue;
    slopes += *slope * calls.calls_per_second;
    weights += calls.calls_per_second;
  }
  if (weights <= 0 || calls_per_second <= 0) return std::nullopt;
  law.seconds = law.in_progress / calls_per_second;
  // Each worker sees only its own calls vary, with those of the others in the background: the
  // slopes are of the same line.
  law.slope = std::min(slopes / weights, law.seconds / std::max(1.0, law.in_progress));
  return law;
}

}  // namespace photomill
