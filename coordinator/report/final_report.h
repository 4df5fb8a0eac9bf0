// The summary at the end of a run, for people.
#pragma once

#include <string>
#include <vector>

#include "common/model/outcome.h"
#include "coordinator/ledger/ledger.h"

namespace photomill {

struct FinalFigures {
  RunEnd end = RunEnd::kFinished;
  std::string cause;  // for people, with kStopped and kFailed: what ended the run

  Tally tally;
  int64_t found = 0;             // objects that this run's scan listed
  bool listing_complete = true;  // false: the scan was cut short or missed a part
  int64_t settled_this_run = 0;  // sources that came to their end in this run
  int64_t retries = 0;           // attempts that did not end their source
  int64_t taken_back = 0;        // tasks that left a worker's queue for an idle worker
  int64_t copied = 0;            // stragglers that ran a second time
  int64_t late_results = 0;      // that came when somebody else had done it
  int64_t orphans = 0;
  std::vector<std::string> recipe_changes;

  double wall_seconds = 0;
  double cpu_seconds = 0;  // of coordinator and workers, over all processors
  StepTimes times;         // sums over the attempts of this run
  size_t workers = 0;      // seen in this run
  size_t workers_lost = 0;
  bool insecure = false;  // they were served in plain text on a network

  std::string destination;
  std::string state_dir;
};

// Whole lines. `unicode`: the reader shows UTF-8.
std::string RenderSummary(const FinalFigures& figures, bool unicode);

}  // namespace photomill
