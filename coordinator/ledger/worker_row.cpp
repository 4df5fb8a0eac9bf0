#include "coordinator/ledger/worker_row.h"

#include <algorithm>
#include <array>

namespace photomill {
namespace {

// Indexed by WorkerStanding.
constexpr std::array<std::string_view, kWorkerStandingCount> kWords = {
    "joining", "working", "draining", "connection_lost", "no_answer", "set_aside", "lost", "left"};

}  // namespace

std::string_view WorkerStandingWord(WorkerStanding standing) {
  return kWords.at(static_cast<size_t>(standing));
}

std::optional<WorkerStanding> ParseWorkerStanding(std::string_view word) {
  const auto found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<WorkerStanding>(found - kWords.begin());
}

std::string WorkerStateText(WorkerStanding standing, std::string_view cause) {
  switch (standing) {
    case WorkerStanding::kConnectionLost:
      return "connection lost";
    case WorkerStanding::kNoAnswer:
      return std::string(cause);
    case WorkerStanding::kSetAside:
      return "set aside: " + std::string(cause);
    case WorkerStanding::kJoining:
    case WorkerStanding::kWorking:
    case WorkerStanding::kDraining:
    case WorkerStanding::kLost:
    case WorkerStanding::kLeft:
      break;
  }
  return std::string(WorkerStandingWord(standing));
}

}  // namespace photomill
