#include "coordinator/runtime/progress_display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr auto kBarInterval = milliseconds(200);
constexpr auto kLineInterval = seconds(5);
constexpr size_t kLinesMax = 1000;
constexpr const char* kEraseLine = "\r\x1b[K";

ProgressStyle Resolve(ProgressStyle style) {
  if (style != ProgressStyle::kAuto) return style;
  return isatty(STDERR_FILENO) == 1 ? ProgressStyle::kBar : ProgressStyle::kPlain;
}

size_t TerminalColumns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace

bool LocaleIsUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string text(value);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find("utf-8") != std::string::npos || text.find("utf8") != std::string::npos;
  }
  return false;
}

ProgressDisplay::ProgressDisplay(ProgressStyle style, const Clock& clock)
    : style_(Resolve(style)), clock_(clock), unicode_(LocaleIsUtf8()) {
  thread_ = std::thread([this] { Run(); });
}

ProgressDisplay::~ProgressDisplay() {
  End();
}

void ProgressDisplay::OnSnapshot(const ProgressSnapshot& snapshot) {
  const std::lock_guard lock(mutex_);
  latest_ = snapshot;
}

void ProgressDisplay::OnLine(const std::string& text, Audience audience) {
  if (style_ == ProgressStyle::kNone && audience == Audience::kProgress) return;
  {
    const std::lock_guard lock(mutex_);
    if (lines_.size() >= kLinesMax) return;
    lines_.push_back(text);
  }
  changed_.notify_one();
}

void ProgressDisplay::OnEnd() {
  End();
}

void ProgressDisplay::End() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ProgressDisplay::Run() {
  const Duration interval = style_ == ProgressStyle::kBar ? Duration(kBarInterval) : kLineInterval;
  bool ending = false;
  Instant next_draw = clock_.Now();
  while (!ending) {
    std::deque<std::string> lines;
    std::optional<ProgressSnapshot> snapshot;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, std::max<Duration>(next_draw - clock_.Now(), Duration::zero()),
                        [this] { return ending_ || !lines_.empty(); });
      lines.swap(lines_);
      ending = ending_;
      snapshot = latest_;
    }
    for (const std::string& line : lines) {
      ClearBar();
      Print("photomill: " + Escaped(line));
    }
    if (snapshot && (ending || clock_.Now() >= next_draw)) {
      next_draw = clock_.Now() + interval;
      Draw(*snapshot);
    } else if (clock_.Now() >= next_draw) {
      next_draw = clock_.Now() + kBarInterval;  // nothing to show yet
    }
  }
  if (bar_shown_) std::fputs("\n", stderr);
}

void ProgressDisplay::Draw(const ProgressSnapshot& snapshot) {
  switch (style_) {
    case ProgressStyle::kBar: {
      const size_t columns = std::max<size_t>(TerminalColumns(), 2) - 1;
      std::fputs((kEraseLine + RenderBar(snapshot, columns, unicode_)).c_str(), stderr);
      std::fflush(stderr);
      bar_shown_ = true;
      break;
    }
    case ProgressStyle::kPlain:
      Print(RenderPlain(snapshot));
      break;
    case ProgressStyle::kJson:
      std::fputs((RenderJson(snapshot) + "\n").c_str(), stdout);
      std::fflush(stdout);
      break;
    case ProgressStyle::kAuto:
    case ProgressStyle::kNone:
      break;
  }
}

void ProgressDisplay::Print(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

void ProgressDisplay::ClearBar() {
  if (!bar_shown_) return;
  std::fputs(kEraseLine, stderr);
  bar_shown_ = false;
}

}  // namespace photomill
