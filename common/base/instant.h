// Points in time and durations. The cores receive Instants and never read a clock: this timeline
// has no now(). common/os/clock provides it.
#pragma once

#include <chrono>
#include <cstdint>

namespace photomill {

using Duration = std::chrono::nanoseconds;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A process's own monotonic timeline. Instants of two processes cannot be compared.
struct MonotonicTimeline {
  using rep = int64_t;
  using period = std::nano;
  using duration = Duration;
  using time_point = std::chrono::time_point<MonotonicTimeline>;
  static constexpr bool is_steady = true;
};
using Instant = MonotonicTimeline::time_point;

// Milliseconds since 1970 in UTC. Only for display, never for decisions.
using UnixMillis = int64_t;

}  // namespace photomill
