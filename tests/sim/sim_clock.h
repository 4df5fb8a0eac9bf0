// The simulation's time. SimClock is the true time. Production code only sees the clock of its own
// host, which runs a little fast or slow, shows another time, and can jump.
#pragma once

#include "common/base/random.h"
#include "common/os/clock.h"

namespace photomill::sim {

// Only Advance() moves it.
class SimClock {
 public:
  [[nodiscard]] Instant Now() const { return now_; }
  void Advance(Duration duration) { now_ += duration; }

 private:
  Instant now_{seconds(1000)};
};

class HostClock final : public Clock {
 public:
  HostClock(const SimClock& world, Random& random);

  [[nodiscard]] Instant Now() const override;
  [[nodiscard]] UnixMillis WallTime() const override;

  // --- faults ---
  void Leap(Duration forward) { offset_ += forward; }
  void JumpWall(milliseconds by) { wall_offset_ += by; }

 private:
  const SimClock& world_;
  Duration offset_;
  int64_t parts_per_million_;  // how much it is fast, or slow
  milliseconds wall_offset_{0};
};

// Uniform in [from, to], in milliseconds.
template <typename Generator>
Duration Between(Generator& random, int64_t from_ms, int64_t to_ms) {
  return milliseconds(
      from_ms + static_cast<int64_t>(random.Below(static_cast<uint64_t>(to_ms - from_ms + 1))));
}

}  // namespace photomill::sim
