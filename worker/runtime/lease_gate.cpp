#include "worker/runtime/lease_gate.h"

#include <algorithm>

namespace photomill {

void LeaseGate::Extend(Instant until) {
  {
    const std::lock_guard lock(mutex_);
    if (until_ < clock_.Now()) ++lapses_;
    until_ = std::max(until_, until);
  }
  changed_.notify_all();
}

bool LeaseGate::WaitUntilHeld() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || until_ > clock_.Now(); });
  return !closed_;
}

uint64_t LeaseGate::lapses() {
  const std::lock_guard lock(mutex_);
  return lapses_;
}

void LeaseGate::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace photomill
