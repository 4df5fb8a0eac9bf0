// A source whose place is not the ledger's: a sample of the known photos shows whether the same
// photos are there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/storage/object_store.h"
#include "coordinator/ledger/ledger_reader.h"

namespace photomill {

inline constexpr size_t kMovedSample = 64;

// The result of comparing a sample's files with another store.
struct SampleComparison {
  size_t compared = 0;
  size_t equal = 0;
  std::vector<std::string> differences;  // of the first ones that differ, one line each
};

// A file is the same if its size matches and its bytes match the ledger's digest; without a digest,
// if its modification time matches. Reads the files that have a digest.
SampleComparison CompareSample(const std::vector<KnownFile>& sample, ObjectStore& store);

// At least nine in ten files are equal, or there is nothing to compare.
bool IsSameStore(const SampleComparison& comparison);

// Whether `source` may replace the ledger's source. `moved`: the user passed --source_moved.
Status CheckMovedSource(const LedgerIdentity& ledger, const std::string& state_folder,
                        const std::string& source, bool moved, ObjectStore& store);

}  // namespace photomill
