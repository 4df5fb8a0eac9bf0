// Whether a run needs attention, for monitoring: `photomill status --check`. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/report/status/run_status.h"

namespace photomill {

enum class Complaint : uint8_t {
  kFailures,           // photos failed, or are quarantined
  kUnreadableFolders,  // folders of the source could not be listed
  kEndedUnexpectedly,  // the run was killed
  kRunFailed,          // the run ended with an error
  kStopped,            // the run was stopped before everything was finished
  kPaused,             // the run dispatches nothing
  kStoreSilent,        // a store does not answer
  kLedgerSilent,       // the ledger is not being written
  kWorkersLost,        // workers were killed or disconnected
  kWorkersSetAside,    // workers get no tasks, because most of theirs failed
  kPending,            // the last run has ended, and photos are pending again since, or still
};
inline constexpr size_t kComplaintCount = 11;

// The word in JSON: "ended_unexpectedly".
std::string_view ComplaintWord(Complaint complaint);

struct RunComplaint {
  Complaint what = Complaint::kFailures;
  std::string text;  // one line for people
};

// Empty if the run finished without failures, or is working normally.
std::vector<RunComplaint> JudgeRun(const RunStatus& status);

}  // namespace photomill
