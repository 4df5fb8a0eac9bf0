// The order of ready tasks: returned tasks first, then the one that has been ready for longest.
// Priorities would belong here, and nowhere else. Owned by TaskTable.
#pragma once

#include <deque>

#include "common/base/ids.h"

namespace photomill {

class ReadyQueue {
 public:
  void PushBack(SourceId source) { sources_.push_back(source); }
  // For a task that a worker returned.
  void PushFront(SourceId source) { sources_.push_front(source); }
  // The task must be in the queue; it is usually the next.
  void Erase(SourceId source);

  [[nodiscard]] bool empty() const { return sources_.empty(); }
  [[nodiscard]] size_t size() const { return sources_.size(); }
  [[nodiscard]] SourceId front() const { return sources_.front(); }

  // In queue order.
  [[nodiscard]] auto begin() const { return sources_.begin(); }
  [[nodiscard]] auto end() const { return sources_.end(); }

 private:
  std::deque<SourceId> sources_;
};

}  // namespace photomill
