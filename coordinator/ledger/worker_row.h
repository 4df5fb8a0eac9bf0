// A worker as users see it in the ledger: a value for programs, and its words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"

namespace photomill {

enum class WorkerStanding : uint8_t {
  kJoining,
  kWorking,
  kDraining,
  kConnectionLost,
  kNoAnswer,  // a store does not answer it
  kSetAside,  // it gets no tasks until a probe succeeds
  kLost,      // no longer registered: killed or disconnected, unknown which
  kLeft,      // no longer registered: it said goodbye
};
inline constexpr size_t kWorkerStandingCount = 8;

// "joining", "connection_lost", …
std::string_view WorkerStandingWord(WorkerStanding standing);
std::optional<WorkerStanding> ParseWorkerStanding(std::string_view word);

// Whether it is registered with the coordinator.
constexpr bool IsRegistered(WorkerStanding standing) {
  return standing != WorkerStanding::kLost && standing != WorkerStanding::kLeft;
}

// Human-readable: the standing's words and its cause, if any. "working", "connection lost", "set
// aside: storage_denied: …". For kNoAnswer, the cause is the whole text.
std::string WorkerStateText(WorkerStanding standing, std::string_view cause);

// Not a worker: the coordinator's own row, without slots, while a store does not answer it.
inline constexpr std::string_view kCoordinatorRow = "coordinator";

struct WorkerRow {
  std::string name;
  std::string host;
  uint32_t process = 0;
  uint32_t slots = 0;
  WorkerStanding standing = WorkerStanding::kJoining;
  std::string state;  // WorkerStateText
  uint64_t tasks_done = 0;
  uint64_t tasks_failed = 0;
  UnixMillis joined_at = 0;
  UnixMillis heard_at = 0;
};

}  // namespace photomill
