// Reduces the number of calls to a busy store to half for a few calls now and then, so that the
// StoreMeter sees how its latency grows with the number of calls in progress. That decides whether
// another worker would help (coordinator/report/bottleneck). Any thread may use it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "common/os/clock.h"

namespace photomill {

class ConcurrencyPulse {
 public:
  // `calls_max`: how many calls its callers make at a time.
  ConcurrencyPulse(const Clock& clock, uint32_t calls_max);

  // One caller's call or group of calls, for the lifetime of this object. During a pulse the
  // constructor waits until fewer are in progress.
  class Call {
   public:
    explicit Call(ConcurrencyPulse& pulse) : pulse_(pulse) { pulse_.Begin(); }
    ~Call() { pulse_.End(); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    ConcurrencyPulse& pulse_;
  };

  // Whether a pulse is going on.
  [[nodiscard]] bool active();

 private:
  void Begin();
  void End();

  const Clock& clock_;
  const uint32_t few_;  // calls in progress during a pulse
  std::mutex mutex_;
  std::condition_variable fewer_;
  uint32_t in_progress_ = 0;
  uint32_t calls_left_ = 0;  // of this pulse; 0: there is none
  Instant began_;            // this pulse
  Instant next_;             // when the next one may begin
};

}  // namespace photomill
