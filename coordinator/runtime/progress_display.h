// Shows a run to people while it goes on, from a thread of its own: a terminal that does not take
// its text (Ctrl-S, a slow connection) must not hold the coordinator up. The loop's thread calls
// Show, Say and End, none of which blocks for longer than it takes to copy a snapshot.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "common/os/clock.h"
#include "common/os/service_notify.h"
#include "coordinator/report/progress.h"
#include "coordinator/start/options.h"

namespace photomill {

class ProgressDisplay {
 public:
  // kAuto becomes a bar on a terminal and plain lines elsewhere. Lines go to standard error, JSON
  // to standard output. The service manager gets a line in any style.
  ProgressDisplay(ProgressStyle style, const Clock& clock, const ServiceNotifier& service);
  ~ProgressDisplay();

  void Show(const ProgressSnapshot& snapshot);
  // Who reads a line: those who want to see progress, or everybody (--progress=none, too).
  enum class Audience : uint8_t { kProgress, kAll };
  // A line that stays, above the bar.
  void Say(std::string text, Audience audience = Audience::kProgress);
  // The last state is shown, and the thread ends.
  void End();

 private:
  void Run();
  void Draw(const ProgressSnapshot& latest);
  void Print(const std::string& line);
  void ClearBar();

  const ProgressStyle style_;
  const Clock& clock_;
  const ServiceNotifier& service_;
  const bool unicode_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<ProgressSnapshot> latest_;
  std::deque<std::string> lines_;
  bool ending_ = false;

  // The display's own thread only.
  ProgressMeter meter_;
  bool bar_shown_ = false;
  Instant next_status_;

  std::thread thread_;
};

// Whether the user's terminal shows UTF-8, by the locale's environment variables.
bool LocaleIsUtf8();

}  // namespace photomill
