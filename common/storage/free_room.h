// How many bytes can still be written to a file system before they use the reserve that photomill
// leaves for its ledger. Asks the system now and then, not for each object. Any thread may call it.
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

  // For the file system of `fd`, which must outlive this object.
  explicit FreeRoom(int fd) : fd_(fd) {}

  // Counts these bytes as written soon, or reports the shortage. A file system that does not know
  // its size, such as some network file systems, never reports a shortage.
  std::optional<Shortage> Take(uint64_t bytes);

  // What is free now, and the reserve. Empty for a file system that does not know its size.
  std::optional<Shortage> Look();

 private:
  void Ask();
  // Whether this many bytes leave the reserve untouched.
  [[nodiscard]] bool Fits(uint64_t bytes) const {
    return available_ >= reserve_ && available_ - reserve_ >= bytes;
  }

  const int fd_;
  const SystemClock clock_;
  std::mutex mutex_;
  std::optional<Instant> asked_;
  bool known_ = false;  // the file system reports its size
  uint64_t block_ = 1;
  uint64_t available_ = 0;
  uint64_t reserve_ = 0;
};

}  // namespace photomill::local
