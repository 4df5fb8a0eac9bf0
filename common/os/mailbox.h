// Delivers items from other threads to the owner of a socket: a locked queue with a descriptor that
// the owner polls together with its socket. The descriptor is readable exactly while the mailbox
// contains items or is closed, so the owner can take only some of the items and poll again.
//
// Any thread may push and close. One thread takes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/os/event_fd.h"

namespace photomill {

template <typename T>
class Mailbox {
 public:
  static constexpr size_t kUnbounded = std::numeric_limits<size_t>::max();

  explicit Mailbox(size_t items_max = kUnbounded) : items_max_(items_max) {
    PHOTOMILL_CHECK(items_max > 0);
  }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Waits while the mailbox is full. Returns false if it is closed; the item is then dropped.
  bool Push(T item) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return closed_ || items_.size() < items_max_; });
    if (closed_) return false;
    Append(std::move(item));
    return true;
  }

  // Returns false if the mailbox is full or closed; the caller then keeps the item.
  bool TryPush(T& item) {
    const std::lock_guard lock(mutex_);
    if (closed_ || items_.size() >= items_max_) return false;
    Append(std::move(item));
    return true;
  }
  bool TryPush(T&& item) { return TryPush(item); }

  // The oldest item, or nothing if there is none. Never blocks.
  std::optional<T> Pop() {
    const std::lock_guard lock(mutex_);
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    Quieten();
    room_.notify_one();
    return item;
  }

  // All items, oldest first. Never blocks.
  std::vector<T> TakeAll() {
    const std::lock_guard lock(mutex_);
    std::vector<T> all(std::make_move_iterator(items_.begin()),
                       std::make_move_iterator(items_.end()));
    items_.clear();
    Quieten();
    room_.notify_all();
    return all;
  }

  // Rejects new items and wakes the callers waiting in Push(). Remaining items can still be taken.
  void Close() {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    event_.Notify();
    room_.notify_all();
  }

  [[nodiscard]] bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  [[nodiscard]] size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }
  [[nodiscard]] int fd() const { return event_.fd(); }

 private:
  // Both run under the lock, so that the descriptor always matches the queue's state.
  void Append(T&& item) {
    items_.push_back(std::move(item));
    if (items_.size() == 1) event_.Notify();
  }
  void Quieten() {
    if (items_.empty() && !closed_) event_.Clear();
  }

  const size_t items_max_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::deque<T> items_;
  bool closed_ = false;
  EventFd event_;
};

}  // namespace photomill
