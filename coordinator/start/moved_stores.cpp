#include "coordinator/start/moved_stores.h"

#include <fmt/core.h>

#include "common/base/text.h"
#include "common/os/files.h"

namespace photomill {
namespace {

constexpr size_t kDifferencesTold = 3;

// How the file differs from the ledger's record; empty if it does not.
std::string DifferenceOf(const KnownFile& known, ObjectStore& store) {
  const Result<ObjectVersion> version = store.Stat(known.key);
  if (!version) {
    return version.failure().reason == Reason::kSourceVanished ? "does not exist"
                                                               : "cannot be accessed";
  }
  if (version->size != known.version.size) {
    return fmt::format("has {} bytes instead of {}", version->size, known.version.size);
  }
  if (!known.content) {
    const bool same =
        version->mtime_ns == known.version.mtime_ns && version->etag == known.version.etag;
    return same ? "" : "has another modification time";
  }
  const Result<ReadObject> read = store.Read(known.key, known.version.size);
  if (!read) return "cannot be read";
  return DigestOf(read->bytes) == *known.content ? "" : "has other bytes";
}

}  // namespace

SampleComparison CompareSample(const std::vector<KnownFile>& sample, ObjectStore& store) {
  SampleComparison comparison;
  for (const KnownFile& known : sample) {
    ++comparison.compared;
    const std::string difference = DifferenceOf(known, store);
    if (difference.empty()) {
      ++comparison.equal;
    } else if (comparison.differences.size() < kDifferencesTold) {
      comparison.differences.push_back(fmt::format("{} {}", Quoted(known.key), difference));
    }
  }
  return comparison;
}

bool IsSameStore(const SampleComparison& comparison) {
  return comparison.equal * 10 >= comparison.compared * 9;
}

Status CheckMovedSource(const LedgerIdentity& ledger, const std::string& state_folder,
                        const std::string& source, bool moved, ObjectStore& store) {
  if (ledger.source_url == source || ledger.ever_known == 0) return {};
  if (!moved) {
    return Invalid(fmt::format(
        "the source of this ledger is {}, not {}: name that; if its photos have moved to the new "
        "place, add --source_moved (a sample of them is compared first); to migrate other photos "
        "into the same destination, add --state with another directory",
        Quoted(ledger.source_url), Quoted(source)));
  }
  const Result<std::vector<KnownFile>> sample = ReadSourceSample(state_folder, kMovedSample);
  if (!sample) return sample.failure();
  const SampleComparison comparison = CompareSample(*sample, store);
  if (IsSameStore(comparison)) return {};
  std::string text =
      fmt::format("the photos at {} are not those of {}: of {} photos compared, {}", Quoted(source),
                  Quoted(ledger.source_url), comparison.compared,
                  comparison.equal == 0 ? "none is the same ("
                                        : fmt::format("only {} are the same (", comparison.equal));
  for (size_t i = 0; i < comparison.differences.size(); ++i) {
    text += (i == 0 ? "" : "; ") + comparison.differences[i];
  }
  return Invalid(text + "): name the folder that the photos were moved to");
}

}  // namespace photomill
