// Measures the calls of a store that transfer data: how many, how long, how many at a time. Any
// thread may use it.
#pragma once

#include <cstdint>
#include <mutex>

#include "common/model/worker_load.h"
#include "common/os/clock.h"

namespace photomill {

class StoreMeter {
 public:
  // `calls_max`: how many calls its callers make at a time.
  StoreMeter(const Clock& clock, uint32_t calls_max) : clock_(clock), calls_max_(calls_max) {}

  // A call in progress, for the lifetime of this object.
  class Call {
   public:
    explicit Call(StoreMeter& meter)
        : meter_(meter), in_progress_(meter.Begin()), start_(meter.clock_.Now()) {}
    ~Call() { meter_.End(in_progress_, meter_.clock_.Now() - start_, bytes_); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // The number of bytes that it transferred; 0 if it failed.
    void Transferred(uint64_t bytes) { bytes_ = bytes; }

   private:
    StoreMeter& meter_;
    uint64_t in_progress_;
    Instant start_;
    uint64_t bytes_ = 0;
  };

  StoreLoad Read();

 private:
  uint64_t Begin();
  void End(uint64_t in_progress, Duration duration, uint64_t bytes);

  const Clock& clock_;
  const uint32_t calls_max_;
  std::mutex mutex_;
  uint64_t in_progress_ = 0;
  StoreLoad load_;
};

// Of the two stores of a migration.
struct StoreMeters {
  StoreMeter source;
  StoreMeter destination;
};

}  // namespace photomill
