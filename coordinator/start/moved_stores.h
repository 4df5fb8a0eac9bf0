// A source that stands at another place than the ledger says: whether the same photos are there is
// found out by a sample of those that the ledger knows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/storage/object_store.h"
#include "coordinator/ledger/ledger_reader.h"

namespace photomill {

inline constexpr size_t kMovedSample = 64;

// What a sample's files are in another store.
struct SampleComparison {
  size_t compared = 0;
  size_t equal = 0;
  std::vector<std::string> differences;  // of the first that are not, one line each
};

// A file is the same where its size is and its bytes are, by the digest that the ledger has;
// without one, where its time of modification is. Reads the files whose digest is known.
SampleComparison CompareSample(const std::vector<KnownFile>& sample, ObjectStore& store);

// At least nine in ten, or there is nothing to compare.
bool IsSameStore(const SampleComparison& comparison);

// Whether the ledger's source may be taken to stand at `source`. `moved`: the user says so.
Status CheckMovedSource(const LedgerIdentity& ledger, const std::string& state_folder,
                        const std::string& source, bool moved, ObjectStore& store);

}  // namespace photomill
