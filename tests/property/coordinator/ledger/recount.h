// Counts a ledger and the folder of its outputs from nothing, row by row and file by file, and
// compares that with what photomill tells of them: with the counts that the ledger keeps, which the
// summary shows, and with what `photomill status` reads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "coordinator/ledger/ledger.h"

namespace photomill {

// What a run did, as whoever drives the ledger saw it.
struct RunSeen {
  std::map<std::string, int64_t> counts;  // by the words of run_tally
  std::map<std::string, uint64_t> bytes;
  bool operator==(const RunSeen&) const = default;
};

// Files in the destination by their keys, with their sizes.
using FolderSeen = std::map<std::string, uint64_t>;

// Where a number is not true: which one, as told and as counted. Empty: all are. `told` are the
// ledger's own counts at its last commit. `wanted`: the names of the recipe's derivatives.
std::string CompareWithRecount(const std::string& state_folder, const Tally& told,
                               const std::vector<std::string>& wanted, const RunSeen& run,
                               const FolderSeen& folder);

}  // namespace photomill
