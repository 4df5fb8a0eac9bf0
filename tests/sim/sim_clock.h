// The simulation's time: it stands still but for Advance().
#pragma once

#include "common/os/clock.h"

namespace photomill::sim {

class SimClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now_; }
  [[nodiscard]] UnixMillis WallTime() const override {
    return 1'700'000'000'000 +
           std::chrono::duration_cast<milliseconds>(now_.time_since_epoch()).count();
  }
  void Advance(Duration duration) { now_ += duration; }

 private:
  Instant now_{seconds(1000)};
};

// Uniform in [from, to], in milliseconds.
template <typename Generator>
Duration Between(Generator& random, int64_t from_ms, int64_t to_ms) {
  return milliseconds(
      from_ms + static_cast<int64_t>(random.Below(static_cast<uint64_t>(to_ms - from_ms + 1))));
}

}  // namespace photomill::sim
