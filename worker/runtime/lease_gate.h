// Holds publishing back while the worker's lease does not hold: cut off from the coordinator, its
// tasks may be somebody else's by now. The loop thread extends, I/O threads wait.
#pragma once

#include <condition_variable>
#include <mutex>

#include "common/os/clock.h"

namespace photomill {

class LeaseGate {
 public:
  explicit LeaseGate(const Clock& clock) : clock_(clock), until_(clock.Now()) {}

  void Extend(Instant until);

  // Waits until the lease holds. False: the gate was closed, and nothing may be published.
  bool WaitUntilHeld();

  // How often the lease had run out before it was extended.
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
