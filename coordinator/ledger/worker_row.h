// A worker as the ledger shows it to people: a value for programs, and the words that say it.
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
  kLost,      // not registered any more: killed or cut off, nobody knows
  kLeft,      // not registered any more: it said goodbye
};
inline constexpr size_t kWorkerStandingCount = 8;

// "joining", "connection_lost", …
std::string_view WorkerStandingWord(WorkerStanding standing);
std::optional<WorkerStanding> ParseWorkerStanding(std::string_view word);

// Whether it is registered with the coordinator.
constexpr bool IsRegistered(WorkerStanding standing) {
  return standing != WorkerStanding::kLost && standing != WorkerStanding::kLeft;
}

// For people: the standing's words and the cause, where it has one. "working", "connection lost",
// "set aside: storage_denied: …"; with kNoAnswer the cause says it all.
std::string WorkerStateText(WorkerStanding standing, std::string_view cause);

// Not a worker: the coordinator's own row, with no slots, while a store does not answer it.
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
