#include "coordinator/report/progress_feed.h"

namespace photomill {

ProgressSnapshot ProgressFeed::Publish(Instant now, ProgressSnapshot snapshot) {
  meter_.Observe(now, snapshot);
  for (ProgressListener* listener : listeners_) listener->OnSnapshot(snapshot);
  return snapshot;
}

void ProgressFeed::Say(const std::string& text, Audience audience) {
  for (ProgressListener* listener : listeners_) listener->OnLine(text, audience);
}

void ProgressFeed::End() {
  for (ProgressListener* listener : listeners_) listener->OnEnd();
}

}  // namespace photomill
