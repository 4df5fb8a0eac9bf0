#include "tests/sim/sim_clock.h"

namespace photomill::sim {
namespace {

constexpr int64_t kDriftMax = 200;  // parts per million: an uncorrected quartz

}  // namespace

HostClock::HostClock(const SimClock& world, Random& random)
    : world_(world),
      offset_(Between(random, 0, 1'000'000)),
      parts_per_million_(static_cast<int64_t>(random.Below(2 * kDriftMax + 1)) - kDriftMax) {}

Instant HostClock::Now() const {
  const Duration passed = world_.Now().time_since_epoch();
  return Instant(offset_ + passed + passed / 1'000'000 * parts_per_million_);
}

UnixMillis HostClock::WallTime() const {
  const auto passed =
      std::chrono::duration_cast<milliseconds>(world_.Now().time_since_epoch()) + wall_offset_;
  return 1'700'000'000'000 + passed.count();
}

}  // namespace photomill::sim
