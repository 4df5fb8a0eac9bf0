// Points in time and spans between them. The cores are given Instants and never ask for one:
// this timeline has no now(); common/os/clock does.
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

// Milliseconds since 1970 in UTC: only for what people read, never for decisions.
using UnixMillis = int64_t;

}  // namespace photomill
