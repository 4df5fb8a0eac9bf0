// Counts a ledger and the folder of its outputs from scratch, row by row and file by file, and
// compares the result with photomill's own numbers: the counts in the ledger, which the summary
// shows, and the output of `photomill status`.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "coordinator/ledger/ledger.h"

namespace photomill {

// What a run did, as seen by the code that drives the ledger.
struct RunSeen {
  std::map<std::string, int64_t> counts;  // by the words in run_tally
  std::map<std::string, uint64_t> bytes;
  bool operator==(const RunSeen&) const = default;
};

// Files in the destination by key, with their sizes.
using FolderSeen = std::map<std::string, uint64_t>;

// The first wrong number, as reported and as counted. Empty if all are right. `told` are the
// ledger's own counts at its last commit. `wanted`: the names of the recipe's derivatives.
std::string CompareWithRecount(const std::string& state_folder, const Tally& told,
                               const std::vector<std::string>& wanted, const RunSeen& run,
                               const FolderSeen& folder);

}  // namespace photomill
