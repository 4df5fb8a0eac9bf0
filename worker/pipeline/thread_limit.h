// Limits how many CPU threads work at a time. The limit can change meanwhile: threads above it finish
// their task, and then wait. Any thread may use it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace photomill {

class ThreadLimit {
 public:
  explicit ThreadLimit(uint32_t most) : most_(most) {}

  void Set(uint32_t most) {
    {
      const std::lock_guard lock(mutex_);
      most_ = most;
    }
    changed_.notify_all();
  }

  // One working thread, for the lifetime of this object. The constructor waits until there is room.
  class Place {
   public:
    explicit Place(ThreadLimit& limit) : limit_(limit) { limit_.Enter(); }
    ~Place() { limit_.Leave(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    ThreadLimit& limit_;
  };

 private:
  void Enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return working_ < most_; });
    ++working_;
  }
  void Leave() {
    {
      const std::lock_guard lock(mutex_);
      --working_;
    }
    changed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t most_;
  uint32_t working_ = 0;
};

}  // namespace photomill
