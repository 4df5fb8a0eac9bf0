// The one place that asks the operating system for the time.
#pragma once

#include "common/base/instant.h"

namespace photomill {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant Now() const = 0;          // monotonic, of this process
  [[nodiscard]] virtual UnixMillis WallTime() const = 0;  // for people only
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override;  // CLOCK_BOOTTIME: goes on in a suspended machine
  [[nodiscard]] UnixMillis WallTime() const override;
};

}  // namespace photomill
