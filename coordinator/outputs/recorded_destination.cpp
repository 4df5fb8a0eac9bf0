#include "coordinator/outputs/recorded_destination.h"

#include <fmt/core.h>

#include <optional>
#include <vector>

#include "common/base/text.h"
#include "common/os/files.h"

namespace photomill {
namespace {

// Where the destination can be. The state directory DST/.photomill moves together with DST, and of
// a copy of both, the copy is meant.
std::vector<std::string> PlacesOf(const std::string& url, const std::string& state_folder) {
  const Result<std::string> state = CanonicalPath(state_folder);
  const std::string inside = "/" + std::string(kStateFolder);
  if (!state || !state->ends_with(inside) || FolderOf(*state) == url) return {url};
  return {FolderOf(*state), url};
}

}  // namespace

std::optional<std::string> NotTheDestination(const FoundDestination& found,
                                             const std::string& migration_id,
                                             const DestinationRecord& record) {
  if (!found.exists) return "does not exist";
  const auto mark = found.marks.find(migration_id);
  if (mark == found.marks.end()) return "does not have this migration's mark";
  if (!IsRecorded(record, mark->second.token)) {
    return "is not as the last run left it: its mark is an older one";
  }
  return std::nullopt;
}

Result<RecordedDestination> FindRecordedDestination(const std::string& state_folder) {
  const Result<std::optional<LedgerIdentity>> read = ReadLedgerIdentity(state_folder);
  if (!read) return read.failure();
  if (!*read) {
    return Invalid(
        fmt::format("there is no ledger of a run in {}: set --state to the state "
                    "directory of a run (default: DST/.photomill)",
                    Quoted(state_folder)));
  }
  RecordedDestination destination;
  destination.ledger = **read;
  const Result<DestinationRecord> record = ReadDestinationRecord(state_folder);
  if (!record) return record.failure();
  std::optional<std::string> why;
  for (const std::string& url : PlacesOf(destination.ledger.destination_url, state_folder)) {
    const Result<FoundDestination> found = LookAtDestination(url);
    if (!found) return found.failure();
    const auto not_here = NotTheDestination(*found, destination.ledger.migration_id, *record);
    if (not_here) {
      why = not_here;
      continue;
    }
    destination.url = url;
    destination.mark = found->marks.at(destination.ledger.migration_id);
    destination.others = OthersText(*found, destination.ledger.migration_id);
    Result<std::unique_ptr<ObjectStore>> store = OpenStore(url);
    if (!store) return store.failure();
    destination.store = *std::move(store);
    return destination;
  }
  return Invalid(fmt::format(
      "the destination {} {}: is it mounted? Mount it and run the same command again; if it has "
      "moved or was restored, first start a run with its new place",
      Quoted(destination.ledger.destination_url), why.value_or("")));
}

}  // namespace photomill
