// Blocks publishing while the worker has no valid lease: without a connection to the coordinator,
// its tasks could have been reassigned. The loop thread extends the lease, I/O threads wait for it.
#pragma once

#include <condition_variable>
#include <mutex>

#include "common/os/clock.h"

namespace photomill {

class LeaseGate {
 public:
  explicit LeaseGate(const Clock& clock) : clock_(clock), until_(clock.Now()) {}

  void Extend(Instant until);

  // Waits until the lease is valid. False if the gate was closed; then nothing may be published.
  bool WaitUntilHeld();

  // How often the lease had expired before it was extended.
  [[nodiscard]] uint64_t lapses();

  void Close();

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Instant until_;
  uint64_t lapses_ = 0;
  bool closed_ = false;
};

}  // namespace photomill
