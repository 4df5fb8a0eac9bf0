// Why a pending source waits, as far as the ledger says. Pure.
//
// What only the running coordinator knows (the window, workers' credit, a back-off) is not in the
// ledger: its own answer is shown next to this (LiveAnswer in explanation.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "coordinator/ledger/source_account.h"

namespace photomill {

enum class PendingCause : uint8_t {
  kRetry,        // `photomill retry` made it pending; the next run processes it
  kNoRun,        // no run is alive; the next one continues with it
  kNotSelected,  // the same, but the last run did not list it
  kNotListed,    // the running one has not listed it yet, or does not select it
  kName,         // another source holds a name that it wants, and is not decided yet
  kIdentity,     // the same, and it is read meanwhile, because it may be a renamed photo
  kLook,         // it has no name, and is read because it may need none
  kPaused,       // the run dispatches nothing
  kSuspect,      // a process died of it, or with it: it gets a separate process
  kSetBack,      // its last attempt failed, and it is tried again
  kReady,        // in the window of the run or after it
};
inline constexpr size_t kPendingCauseCount = 11;

// The word in JSON: "no_run".
std::string_view PendingCauseWord(PendingCause cause);

struct PendingFacts {
  const SourceAccount* source = nullptr;
  int64_t last_run = 0;
  bool alive = false;    // the last run is still running
  std::string paused{};  // human-readable: why it dispatches nothing; empty: it does
};

PendingCause DecidePendingCause(const PendingFacts& facts);

// One sentence for people.
std::string PendingText(PendingCause cause, const PendingFacts& facts);

}  // namespace photomill
