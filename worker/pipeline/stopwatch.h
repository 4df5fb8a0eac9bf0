// Adds the duration of a scope to a sum of microseconds.
#pragma once

#include "common/os/clock.h"

namespace photomill {

class Stopwatch {
 public:
  Stopwatch(const Clock& clock, uint64_t& microseconds_sum)
      : clock_(clock), sum_(microseconds_sum), start_(clock.Now()) {}
  ~Stopwatch() {
    sum_ += static_cast<uint64_t>(
        std::chrono::duration_cast<microseconds>(clock_.Now() - start_).count());
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  const Clock& clock_;
  uint64_t& sum_;
  Instant start_;
};

}  // namespace photomill
