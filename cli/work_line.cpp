#include "cli/work_line.h"

#include <unistd.h>

#include <cstdio>

namespace photomill {
namespace {

constexpr Duration kFirst = milliseconds(2000);
constexpr Duration kOnTerminal = milliseconds(500);
constexpr Duration kElsewhere = milliseconds(10'000);

}  // namespace

WorkLine::WorkLine()
    : terminal_(isatty(STDERR_FILENO) == 1),
      next_(clock_.Now() + (terminal_ ? kFirst : kElsewhere)) {}

WorkLine::~WorkLine() {
  if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
}

void WorkLine::Show(const std::string& text) {
  const Instant now = clock_.Now();
  if (now < next_) return;
  next_ = now + (terminal_ ? kOnTerminal : kElsewhere);
  shown_ = true;
  std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "photomill: %s\n", text.c_str());
}

}  // namespace photomill
