// Whoever follows a run: the terminal, the log, the service manager. A listener subscribes to the
// ProgressFeed and is called by the loop's thread, so none of its functions may block.
#pragma once

#include <cstdint>
#include <string>

#include "coordinator/report/progress.h"

namespace photomill {

// Who reads a line: those who want to see progress, or everybody (--progress=none, too).
enum class Audience : uint8_t { kProgress, kAll };

class ProgressListener {
 public:
  virtual ~ProgressListener() = default;

  // How the run stands, several times a second, with rate and remaining time.
  virtual void OnSnapshot(const ProgressSnapshot& /*snapshot*/) {}

  // Something happened that people should read.
  virtual void OnLine(const std::string& /*text*/, Audience /*audience*/) {}

  // The run is over. Nothing follows.
  virtual void OnEnd() {}
};

}  // namespace photomill
