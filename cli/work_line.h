// Shows on standard error that a command which takes longer than two seconds is at work: one line
// that changes on a terminal, and otherwise a line every ten seconds. For one thread.
#pragma once

#include <string>

#include "common/os/clock.h"

namespace photomill {

class WorkLine {
 public:
  WorkLine();
  ~WorkLine();  // removes the line from the terminal
  WorkLine(const WorkLine&) = delete;
  WorkLine& operator=(const WorkLine&) = delete;

  void Show(const std::string& text);

 private:
  const SystemClock clock_;
  const bool terminal_;
  bool shown_ = false;
  Instant next_;
};

}  // namespace photomill
