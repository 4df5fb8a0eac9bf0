#include "coordinator/core/ready_queue.h"

#include <algorithm>

#include "common/base/check.h"

namespace photomill {

void ReadyQueue::Erase(SourceId source) {
  if (!sources_.empty() && sources_.front() == source) {
    sources_.pop_front();
    return;
  }
  const auto it = std::find(sources_.begin(), sources_.end(), source);
  PHOTOMILL_CHECK(it != sources_.end());
  sources_.erase(it);
}

}  // namespace photomill
