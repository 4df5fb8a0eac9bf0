// Admits CPU threads to decoding while their peak memory fits into the worker's limit. First come,
// first served, so that a large picture is not overtaken forever.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace photomill {

class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t bytes_total) : bytes_total_(bytes_total) {}

  [[nodiscard]] uint64_t bytes_total() const { return bytes_total_; }

  // Waits until `bytes` fit. Larger requests than the total would wait forever and must be rejected
  // before.
  void Acquire(uint64_t bytes);
  void Release(uint64_t bytes);

 private:
  const uint64_t bytes_total_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t bytes_used_ = 0;
  uint64_t next_ticket_ = 0;
  uint64_t served_ticket_ = 0;
};

// A share of the budget for the lifetime of a scope.
class MemoryShare {
 public:
  MemoryShare(MemoryBudget& budget, uint64_t bytes) : budget_(budget), bytes_(bytes) {
    budget_.Acquire(bytes_);
  }
  ~MemoryShare() { budget_.Release(bytes_); }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

 private:
  MemoryBudget& budget_;
  uint64_t bytes_;
};

}  // namespace photomill
