// Finds tasks that are over their time limit, among those that an engine executes. A pure state
// machine for the supervisor: looks go in, sources come out.
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
  // How often to look.
  static constexpr Duration kInterval = milliseconds(250);

  // Those that are over their limit. Where looks were missed, the watcher itself was stopped, and
  // the machine and the engine with it, most likely: that time is given to the tasks that may have
  // been executing then.
  std::vector<SourceId> Look(Instant now, const std::vector<RunningTask>& running);

 private:
  std::optional<Instant> last_look_;
  Duration missed_ = Duration::zero();  // so far
  // What was missed before each of the running tasks began, by source and deadline.
  std::map<std::pair<SourceId, Instant>, Duration> missed_before_;
};

}  // namespace photomill
