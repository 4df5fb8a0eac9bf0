// The only place that reads the operating system's clocks.
#pragma once

#include "common/base/instant.h"

namespace photomill {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant Now() const = 0;          // monotonic, within this process
  [[nodiscard]] virtual UnixMillis WallTime() const = 0;  // only for display
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override;  // CLOCK_BOOTTIME: includes suspended time
  [[nodiscard]] UnixMillis WallTime() const override;
};

}  // namespace photomill
