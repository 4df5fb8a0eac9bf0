// A queue between the threads of a pipeline, with any number of producers and consumers. Its length
// is limited by the number of tasks that the worker machine starts at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace photomill {

template <typename T>
class WorkQueue {
 public:
  void Push(T item) {
    {
      const std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
    }
    changed_.notify_one();
  }

  // Waits for an item. Returns nothing once the queue is closed.
  std::optional<T> Take() {
    std::vector<T> one = TakeSome(1);
    if (one.empty()) return std::nullopt;
    return std::move(one.front());
  }

  // Waits for an item and takes up to `items_max` of those available. Empty once the queue is
  // closed.
  std::vector<T> TakeSome(size_t items_max) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !items_.empty(); });
    std::vector<T> taken;
    while (!closed_ && !items_.empty() && taken.size() < items_max) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return taken;
  }

  // Wakes all waiting threads, which return nothing. Drops the remaining items.
  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      items_.clear();
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace photomill
