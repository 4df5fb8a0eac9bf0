// One line about the progress of a command on standard error: often on a terminal, where it is
// overwritten, and every ten seconds elsewhere. Nothing for the first two seconds.
#pragma once

#include <functional>
#include <string>

#include "common/os/clock.h"

namespace photomill {

class ProgressLine {
 public:
  ProgressLine();
  // Calls `text` only if a line is due.
  void Show(const std::function<std::string()>& text);
  // Removes it from the terminal, before other text is printed.
  void Clear();

 private:
  const SystemClock clock_;
  const bool on_terminal_;
  Instant next_;
  bool shown_ = false;
};

}  // namespace photomill
