// Reads a ledger without changing it, while a coordinator writes it or afterwards: for
// `photomill status`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "coordinator/ledger/ledger.h"

namespace photomill {

struct LedgerSummary {
  std::string source_url;
  std::string destination_url;
  int64_t run = 0;
  UnixMillis started_at = 0;
  std::optional<UnixMillis> ended_at;
  std::string ended_as;             // empty: it did not end, or it goes on
  std::vector<std::string> recipe;  // a line a derivative
  Tally tally;
  std::vector<WorkerRow> workers;
  int64_t orphans = 0;
};

// A source at a bad end, as an example for people.
struct FailedSource {
  std::string key;
  std::string state;
  std::string reason;
  std::string detail;
};

// A done source that a person may want to look at.
struct WarnedSource {
  std::string key;
  std::string detail;  // the warning
};

Result<LedgerSummary> ReadLedgerSummary(const std::string& state_folder);

// Done sources with a warning, in the order of their ids, `count_max` at the most.
Result<std::vector<WarnedSource>> ReadWarnedSources(const std::string& state_folder,
                                                    size_t count_max);

// Failed and quarantined sources, in the order of their ids, `count_max` at the most.
Result<std::vector<FailedSource>> ReadFailedSources(const std::string& state_folder,
                                                    size_t count_max);

}  // namespace photomill
