// Which ready task is next: the one that has been ready for longest, behind those that came back.
// An order by priority belongs here, and nowhere else. Owned by TaskTable.
#pragma once

#include <deque>

#include "common/base/ids.h"

namespace photomill {

class ReadyQueue {
 public:
  void PushBack(SourceId source) { sources_.push_back(source); }
  // It came back from a worker.
  void PushFront(SourceId source) { sources_.push_front(source); }
  // It is in the queue; mostly it is next.
  void Erase(SourceId source);

  [[nodiscard]] bool empty() const { return sources_.empty(); }
  [[nodiscard]] size_t size() const { return sources_.size(); }
  [[nodiscard]] SourceId front() const { return sources_.front(); }

  // In their order.
  [[nodiscard]] auto begin() const { return sources_.begin(); }
  [[nodiscard]] auto end() const { return sources_.end(); }

 private:
  std::deque<SourceId> sources_;
};

}  // namespace photomill
