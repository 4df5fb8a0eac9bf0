#include "worker/pipeline/memory_budget.h"

#include "common/base/check.h"

namespace photomill {

void MemoryBudget::Acquire(uint64_t bytes) {
  PHOTOMILL_CHECK(bytes <= bytes_total_);
  std::unique_lock lock(mutex_);
  const uint64_t ticket = next_ticket_++;
  changed_.wait(lock,
                [&] { return served_ticket_ == ticket && bytes_used_ + bytes <= bytes_total_; });
  ++served_ticket_;
  bytes_used_ += bytes;
  changed_.notify_all();
}

void MemoryBudget::Release(uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  PHOTOMILL_CHECK(bytes <= bytes_used_);
  bytes_used_ -= bytes;
  changed_.notify_all();
}

}  // namespace photomill
