// Reads a ledger without changing it, not even its schema: for `photomill status`, while a
// coordinator writes it or afterwards, and for a start, which has to know whose ledger it is before
// it opens it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/digest.h"
#include "common/base/file_format.h"
#include "common/base/object_version.h"
#include "common/base/result.h"
#include "coordinator/ledger/ledger.h"

namespace photomill {

struct LedgerSummary {
  std::string source_url;
  std::string destination_url;
  int64_t run = 0;
  UnixMillis started_at = 0;
  std::optional<UnixMillis> ended_at;
  std::string ended_as;  // empty: it did not end, or it goes on
  // Of the last run's coordinator; 0: a program that did not record when it was last known to run.
  UnixMillis alive_at = 0;
  std::string host;
  uint32_t process = 0;
  std::vector<std::string> recipe;  // a line a derivative
  Tally tally;
  std::vector<WorkerRow> workers;
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
  std::string detail;  // its warnings
};

// A derivative that the recipe of the last run asked for.
struct WantedDefinition {
  std::string name;
  Digest digest;  // DerivativeDigest
  bool operator==(const WantedDefinition&) const = default;
};

// Whose ledger it is, and what its last run was about.
struct LedgerIdentity {
  std::string migration_id;
  std::string source_url;
  std::string destination_url;
  std::string names;        // "exact", "folded"; "" where that is not known
  std::string recipe_text;  // of the last run, whole; "" in ledgers of older programs
  std::vector<WantedDefinition> wanted;
  std::optional<std::string> selection;  // of the last run; nothing: an older program's
  int64_t known = 0;                     // sources, gone ones aside
  int64_t ever_known = 0;                // with those that are gone
};

// A source that the ledger knows, to compare another store with.
struct KnownFile {
  std::string key;
  ObjectVersion version;
  std::optional<Digest> content;  // XXH3-128 of the file, where a worker has read it
};

// Nothing if the state directory has no ledger, or one in which no run has begun. Reads ledgers of
// every schema up to this program's.
Result<std::optional<LedgerIdentity>> ReadLedgerIdentity(const std::string& state_folder);

// Up to `count_max` sources that are not gone, spread evenly over all of them.
Result<std::vector<KnownFile>> ReadSourceSample(const std::string& state_folder, size_t count_max);

// Every source that is not gone, in no order, with what it is by its content as far as that is
// known.
Status VisitSources(const std::string& state_folder,
                    const std::function<void(std::string_view key, FileFormat format)>& visit);

// The runs with the lines of their selections, the newest first. Of older programs' the line is "".
Result<std::vector<std::pair<int64_t, std::string>>> ReadSelections(
    const std::string& state_folder);

// Rolls back what a run that was killed left half done: readers may not. The caller holds the state
// lock. Nothing where there is no ledger or no journal beside it.
Status RollBackKilledRun(const std::string& state_folder);

// The same, and works in the log that stays where a run was killed, or where somebody read the
// ledger while a run ended: afterwards it is one plain file. Nothing where others still use it.
Status MendLedger(const std::string& state_folder);

Result<LedgerSummary> ReadLedgerSummary(const std::string& state_folder);

// Done sources with a warning, in the order of their ids, `count_max` at the most.
Result<std::vector<WarnedSource>> ReadWarnedSources(const std::string& state_folder,
                                                    size_t count_max);

// Failed and quarantined sources, in the order of their ids, `count_max` at the most.
Result<std::vector<FailedSource>> ReadFailedSources(const std::string& state_folder,
                                                    size_t count_max);

}  // namespace photomill
