// Displays the progress of a run from a separate thread: a terminal that does not accept output
// (Ctrl-S, a slow connection) must not block the coordinator. The loop's thread calls OnSnapshot
// and OnLine, which block only while a snapshot is copied, and OnEnd, which waits for the thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "common/os/clock.h"
#include "coordinator/report/progress_listener.h"
#include "coordinator/start/options.h"

namespace photomill {

class ProgressDisplay final : public ProgressListener {
 public:
  // kAuto becomes a bar on a terminal and plain lines elsewhere. Lines are written to standard
  // error, JSON to standard output.
  ProgressDisplay(ProgressStyle style, const Clock& clock);
  ~ProgressDisplay() override;

  void OnSnapshot(const ProgressSnapshot& snapshot) override;
  // A permanent line above the bar.
  void OnLine(const std::string& text, Audience audience) override;
  // Shows the last state and ends the thread.
  void OnEnd() override;

 private:
  void Run();
  void End();
  void Draw(const ProgressSnapshot& snapshot);
  void Print(const std::string& line);
  void ClearBar();

  const ProgressStyle style_;
  const Clock& clock_;
  const bool unicode_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<ProgressSnapshot> latest_;
  std::deque<std::string> lines_;
  bool ending_ = false;

  bool bar_shown_ = false;  // used only by the display's thread

  std::thread thread_;
};

// Whether the user's terminal displays UTF-8, according to the locale's environment variables.
bool LocaleIsUtf8();

}  // namespace photomill
