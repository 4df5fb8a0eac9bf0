// The only connection from a run to its listeners. It adds the rate and the remaining time to each
// snapshot, and passes snapshots and lines to all listeners, in the order in which they subscribed.
// Used by the loop's thread.
#pragma once

#include <string>
#include <vector>

#include "coordinator/report/progress.h"
#include "coordinator/report/progress_listener.h"

namespace photomill {

class ProgressFeed {
 public:
  // The listener must outlive the feed's last call.
  void Subscribe(ProgressListener& listener) { listeners_.push_back(&listener); }

  // Returns the complete snapshot.
  ProgressSnapshot Publish(Instant now, ProgressSnapshot snapshot);
  void Say(const std::string& text, Audience audience = Audience::kProgress);
  // The last call.
  void End();

 private:
  std::vector<ProgressListener*> listeners_;
  ProgressMeter meter_;
};

}  // namespace photomill
