// A clock that a test moves by hand. Any thread may read it.
#pragma once

#include <atomic>

#include "common/os/clock.h"

namespace photomill {

class HandClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return Instant(Duration(now_.load())); }
  [[nodiscard]] UnixMillis WallTime() const override { return 1'700'000'000'000; }

  void Set(Instant now) { now_ = now.time_since_epoch().count(); }
  void Pass(Duration time) { now_ += time.count(); }

 private:
  std::atomic<int64_t> now_ = Duration(seconds(1000)).count();
};

}  // namespace photomill
