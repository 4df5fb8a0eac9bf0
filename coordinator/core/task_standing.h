// Where a task of the live run is, and why it waits, for users who ask (`photomill explain`).
// Scheduler::Explain answers; task_standing.cpp has its code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace photomill {

enum class Standing : uint8_t {
  kExecuting,     // at a worker, in its queue or in progress
  kNext,          // ready, and a worker has room for it
  kNoCredit,      // ready: every worker has as many tasks as it accepts
  kNoRoom,        // ready: it is larger than what the workers still accept
  kAvoided,       // ready: it failed at every worker that is free, so it waits for another one
  kOtherSuspect,  // a suspect: another suspect is out, and only one is executed at a time
  kBackOff,       // failed for the moment; is tried again later
  kSetAside,      // ready: every worker is set aside
  kNoWorkers,     // ready: no worker takes tasks
  kQuiet,         // ready: workers of the previous run may still be busy
  kPaused,        // ready: the user paused the run
  kStopping,      // ready: the run is being stopped, and the next one continues
  kNotLoaded,     // not in the window: finished, waiting for a name, not listed, or not reached yet
};
inline constexpr int kStandingCount = 13;

struct TaskStanding {
  Standing standing = Standing::kNotLoaded;
  std::string text;  // human-readable, one sentence without its full stop
  bool operator==(const TaskStanding&) const = default;
};

// "executing", "no_credit", …: for programs.
std::string_view StandingWord(Standing standing);

}  // namespace photomill
