// The summary at the end of a run, for people.
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
  std::string cause;  // for people, with kStopped and kFailed: what ended the run

  Tally tally;
  int64_t found = 0;  // objects that this run's scan listed
  std::string part;   // flags by which a part was asked for ("--limit=20"); empty: all
  bool more_behind_limit = false;
  // Sources that failed in earlier runs and that this run was not asked for, of tally.failed, and
  // how many of them are quarantined.
  std::array<int64_t, kReasonCount> failed_outside{};
  int64_t quarantined_outside = 0;
  int64_t not_selected = 0;         // files that --include and --exclude left out of the scan
  LeftOut left_out;                 // the same, and what else the scan left out
  bool nothing_to_migrate = false;  // nothing was found, and no earlier run found anything
  std::string source;
  bool listing_complete = true;  // false: the scan was cut short or missed a part
  int64_t retries = 0;           // attempts that did not end their source
  int64_t taken_back = 0;        // tasks that left a worker's queue for an idle worker
  int64_t copied = 0;            // stragglers that ran a second time
  int64_t late_results = 0;      // that came when somebody else had done it
  std::vector<std::string> recipe_changes;
  // Done sources that an older program may have made wrongly, by the word of the MendedRule.
  std::vector<std::pair<std::string, int64_t>> mended;

  double wall_seconds = 0;
  double cpu_seconds = 0;  // of coordinator and workers, over all processors
  StepTimes times;         // sums over the attempts of this run
  size_t workers = 0;      // seen in this run
  size_t workers_lost = 0;
  bool insecure = false;  // they were served in plain text on a network

  std::string destination;
  std::string state_dir;
};

// Why a run that found nothing did nothing, and what to do; one line.
std::string NothingFoundText(const FinalFigures& figures);

// How the run ended and what it did, in one line for the log.
std::string RenderEndLine(const FinalFigures& figures);

// Whole lines. `unicode`: the reader shows UTF-8.
std::string RenderSummary(const FinalFigures& figures, bool unicode);

}  // namespace photomill
