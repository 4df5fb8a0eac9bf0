#include "worker/core/hang_watch.h"

namespace photomill {
namespace {

// A look that is so late was held up by more than a busy machine.
constexpr Duration kMissed = seconds(2);

}  // namespace

std::vector<SourceId> HangWatch::Look(Instant now, const std::vector<RunningTask>& running) {
  if (last_look_ && now - *last_look_ > kMissed) given_ += now - *last_look_;
  last_look_ = now;
  std::vector<SourceId> over;
  for (const RunningTask& task : running) {
    if (now > task.deadline + given_) over.push_back(task.source);
  }
  return over;
}

}  // namespace photomill
