// The simulation's time. SimClock is what really passes; nobody in production sees it, but through
// the clock of its own host, which runs a little fast or slow, stands elsewhere, and may leap.
#pragma once

#include "common/base/random.h"
#include "common/os/clock.h"

namespace photomill::sim {

// Stands still but for Advance().
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
  int64_t parts_per_million_;  // it is so much fast, or slow
  milliseconds wall_offset_{0};
};

// Uniform in [from, to], in milliseconds.
template <typename Generator>
Duration Between(Generator& random, int64_t from_ms, int64_t to_ms) {
  return milliseconds(
      from_ms + static_cast<int64_t>(random.Below(static_cast<uint64_t>(to_ms - from_ms + 1))));
}

}  // namespace photomill::sim
