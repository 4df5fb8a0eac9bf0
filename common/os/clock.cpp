#include "common/os/clock.h"

#include <time.h>

#include "common/base/check.h"

namespace photomill {

// Not CLOCK_MONOTONIC, which stops while the machine is suspended: after waking up, a worker would
// consider its lease valid although others have had its tasks for hours.
Instant SystemClock::Now() const {
  timespec now{};
  PHOTOMILL_CHECK(clock_gettime(CLOCK_BOOTTIME, &now) == 0);
  return Instant(seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

UnixMillis SystemClock::WallTime() const {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace photomill
