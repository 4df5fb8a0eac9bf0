#include "cli/progress_line.h"

#include <unistd.h>

#include <cstdio>

namespace photomill {
namespace {

constexpr Duration kQuiet = seconds(2);
constexpr Duration kOnTerminal = milliseconds(500);
constexpr Duration kElsewhere = seconds(10);

}  // namespace

ProgressLine::ProgressLine()
    : on_terminal_(isatty(STDERR_FILENO) == 1),
      next_(clock_.Now() + (on_terminal_ ? kQuiet : kElsewhere)) {}

void ProgressLine::Show(const std::function<std::string()>& text) {
  const Instant now = clock_.Now();
  if (now < next_) return;
  next_ = now + (on_terminal_ ? kOnTerminal : kElsewhere);
  std::fprintf(stderr, on_terminal_ ? "\r\033[K%s" : "%s\n", text().c_str());
  std::fflush(stderr);
  shown_ = on_terminal_;
}

void ProgressLine::Clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace photomill
