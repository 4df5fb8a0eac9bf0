#include "worker/core/hang_watch.h"

namespace photomill {
namespace {

// A busy machine alone does not delay a look this long.
constexpr Duration kMissed = seconds(2);

}  // namespace

std::vector<SourceId> HangWatch::Look(Instant now, const std::vector<RunningTask>& running) {
  const Duration before = missed_;
  if (last_look_ && now - *last_look_ > kMissed) missed_ += now - *last_look_;
  last_look_ = now;
  std::vector<SourceId> over;
  std::map<std::pair<SourceId, Instant>, Duration> missed_before;
  for (const RunningTask& task : running) {
    const std::pair key(task.source, task.deadline);
    const auto known = missed_before_.find(key);
    const Duration at_start = known == missed_before_.end() ? before : known->second;
    missed_before.emplace(key, at_start);
    if (now > task.deadline + (missed_ - at_start)) over.push_back(task.source);
  }
  missed_before_ = std::move(missed_before);
  return over;
}

}  // namespace photomill
