// The human-readable summary at the end of a run.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/model/outcome.h"
#include "coordinator/core/left_out.h"
#include "coordinator/ledger/ledger.h"

namespace photomill {

struct FinalFigures {
  RunEnd end = RunEnd::kFinished;
  std::string cause;  // human-readable, for kStopped and kFailed: what ended the run

  Tally tally;
  int64_t found = 0;  // objects that this run's scan listed
  std::string part;   // flags that selected a part ("--limit=20"); empty: everything
  bool more_behind_limit = false;
  // Sources of tally.failed that failed in earlier runs and were not selected for this run, and how
  // many of them are quarantined.
  std::array<int64_t, kReasonCount> failed_outside{};
  int64_t quarantined_outside = 0;
  int64_t not_selected = 0;         // files that --include and --exclude left out
  LeftOut left_out;                 // the same, and everything else that the scan left out
  bool nothing_to_migrate = false;  // nothing was found, and no earlier run found anything
  std::string source;
  bool listing_complete = true;  // false: the scan was cut short or missed a part
  int64_t retries = 0;           // attempts that did not finish their source
  int64_t taken_back = 0;        // tasks moved from a worker's queue to an idle worker
  int64_t copied = 0;            // second copies of stragglers
  int64_t late_results = 0;      // results that were not needed: late or repeated
  std::vector<std::string> recipe_changes;
  // Done sources that an older program may have got wrong, by the MendedRule's word.
  std::vector<std::pair<std::string, int64_t>> mended;

  double wall_seconds = 0;
  double paused_seconds = 0;  // of these, by request
  double cpu_seconds = 0;     // of coordinator and workers, over all CPU cores
  StepTimes times;            // sums over the attempts of this run
  std::string bound;          // what the run was bound by, in words; empty: unknown
  size_t workers = 0;         // seen in this run
  size_t workers_lost = 0;
  bool insecure = false;  // workers were served unencrypted on a network

  std::string destination;
  std::string state_dir;
};

// Why a run that found nothing did nothing, and what to do. One line.
std::string NothingFoundText(const FinalFigures& figures);

// How the run ended and what it did, in one line for the log.
std::string RenderEndLine(const FinalFigures& figures);

// Complete lines. `unicode`: the terminal displays UTF-8.
std::string RenderSummary(const FinalFigures& figures, bool unicode);

}  // namespace photomill
