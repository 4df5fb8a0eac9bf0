// A follower of a run: the terminal, the log, the service manager. A listener subscribes to the
// ProgressFeed and is called by the loop's thread, so none of its functions may block.
#pragma once

#include <cstdint>
#include <string>

#include "coordinator/report/progress.h"

namespace photomill {

// Who reads a line: users who want to see progress, or everybody (with --progress=none, too).
enum class Audience : uint8_t { kProgress, kAll };

class ProgressListener {
 public:
  virtual ~ProgressListener() = default;

  // The state of the run, several times per second, with rate and remaining time.
  virtual void OnSnapshot(const ProgressSnapshot& /*snapshot*/) {}

  // A message that users should read.
  virtual void OnLine(const std::string& /*text*/, Audience /*audience*/) {}

  // The run is over: the last call.
  virtual void OnEnd() {}
};

}  // namespace photomill
