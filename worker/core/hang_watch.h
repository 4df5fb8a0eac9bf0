// Finds running tasks that are over their time limit. A pure state machine for the supervisor: it
// takes the running tasks and returns the hanging ones.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/ids.h"
#include "common/base/instant.h"

namespace photomill {

struct RunningTask {
  SourceId source;
  Instant deadline;
  bool operator==(const RunningTask&) const = default;
};

class HangWatch {
 public:
  // The interval between calls of Look().
  static constexpr Duration kInterval = milliseconds(250);

  // Returns the tasks over their limit. If looks were missed, the watcher itself was stopped, and
  // probably the machine and the engine too. Tasks that could have been running then get that time
  // added to their limit.
  std::vector<SourceId> Look(Instant now, const std::vector<RunningTask>& running);

 private:
  std::optional<Instant> last_look_;
  Duration missed_ = Duration::zero();  // in total so far
  // The total missed before each running task started, by source and deadline.
  std::map<std::pair<SourceId, Instant>, Duration> missed_before_;
};

}  // namespace photomill
