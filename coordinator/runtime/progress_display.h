// Shows a run to people while it goes on, from a thread of its own: a terminal that does not take
// its text (Ctrl-S, a slow connection) must not hold the coordinator up. The loop's thread calls
// OnSnapshot and OnLine, which block for no longer than it takes to copy a snapshot, and OnEnd,
// which waits for the thread.
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
  // kAuto becomes a bar on a terminal and plain lines elsewhere. Lines go to standard error, JSON
  // to standard output.
  ProgressDisplay(ProgressStyle style, const Clock& clock);
  ~ProgressDisplay() override;

  void OnSnapshot(const ProgressSnapshot& snapshot) override;
  // A line that stays, above the bar.
  void OnLine(const std::string& text, Audience audience) override;
  // The last state is shown, and the thread ends.
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

  bool bar_shown_ = false;  // the display's own thread only

  std::thread thread_;
};

// Whether the user's terminal shows UTF-8, by the locale's environment variables.
bool LocaleIsUtf8();

}  // namespace photomill
