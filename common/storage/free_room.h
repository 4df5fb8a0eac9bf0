// How much a file system may still take before the reserve is touched that photomill leaves for its
// ledger. Asks the system now and then, not for each object. Any thread may call it.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "common/os/clock.h"

namespace photomill::local {

class FreeRoom {
 public:
  struct Shortage {
    uint64_t available = 0;  // bytes that are free for us
    uint64_t reserve = 0;
  };

  // Of the file system of `fd`, which outlives this.
  explicit FreeRoom(int fd) : fd_(fd) {}

  // Counts so many bytes as written soon, or says what is short. A file system that does not know
  // its size, as some network ones, is never short.
  std::optional<Shortage> Take(uint64_t bytes);

 private:
  void Ask();
  // Whether so many bytes leave the reserve as it is.
  [[nodiscard]] bool Fits(uint64_t bytes) const {
    return available_ >= reserve_ && available_ - reserve_ >= bytes;
  }

  const int fd_;
  const SystemClock clock_;
  std::mutex mutex_;
  std::optional<Instant> asked_;
  bool known_ = false;  // the file system tells its size
  uint64_t block_ = 1;
  uint64_t available_ = 0;
  uint64_t reserve_ = 0;
};

}  // namespace photomill::local
