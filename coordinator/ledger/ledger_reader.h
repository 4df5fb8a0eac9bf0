// Reads a ledger without changing it, not even its schema: for `photomill status`, during a run or
// afterwards, and for a start, which must know whose ledger it is before opening it.
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

// The outputs of a derivative that the last run's recipe wants, of done sources.
struct DerivativeTotal {
  std::string derivative;
  int64_t outputs = 0;
  uint64_t bytes = 0;
};

struct LedgerSummary {
  std::string source_url;
  std::string destination_url;
  int64_t run = 0;
  UnixMillis started_at = 0;
  std::optional<UnixMillis> ended_at;
  std::string ended_as;  // empty: it did not end, or is still running
  // The last sign of life of the last run's coordinator; 0: a version that did not record it.
  UnixMillis alive_at = 0;
  std::string host;
  uint32_t process = 0;
  std::string selection;            // the last run's, as in LedgerIdentity; "": all, or unknown
  std::vector<std::string> recipe;  // one line per derivative
  std::string recipe_text;          // complete, as in LedgerIdentity
  std::vector<DerivativeTotal> made;
  Tally tally;
  std::vector<WorkerRow> workers;
  ProgressRow progress;  // of the last run, while it was alive
};

// A failed or quarantined source, as an example for users.
struct FailedSource {
  std::string key;
  std::string state;
  std::string reason;
  std::string detail;
};

// A done source with a warning.
struct WarnedSource {
  std::string key;
  std::string detail;  // the text of its warnings
};

// A derivative that the last run's recipe wanted.
struct WantedDefinition {
  std::string name;
  Digest digest;  // DerivativeDigest
  bool operator==(const WantedDefinition&) const = default;
};

// The identity of a ledger, and the scope of its last run.
struct LedgerIdentity {
  std::string migration_id;
  std::string source_url;
  std::string destination_url;
  std::string names;        // "exact", "folded"; "" if unknown
  std::string recipe_text;  // the last run's complete recipe; "" in ledgers of older versions
  std::vector<WantedDefinition> wanted;
  std::optional<std::string> selection;  // the last run's; empty: an older version's run
  int64_t known = 0;                     // sources, not counting gone ones
  int64_t ever_known = 0;                // including gone ones
};

// A source in the ledger, for comparison with another store.
struct KnownFile {
  std::string key;
  ObjectVersion version;
  std::optional<Digest> content;  // XXH3-128 of the file, if a worker has read it
};

// Empty if the state directory has no ledger, or one without any run. Reads ledgers of every schema
// up to this version's.
Result<std::optional<LedgerIdentity>> ReadLedgerIdentity(const std::string& state_folder);

// Up to `count_max` sources that are not gone, spread evenly over all of them.
Result<std::vector<KnownFile>> ReadSourceSample(const std::string& state_folder, size_t count_max);

// Visits every source that is not gone, in no particular order, with its format by content if
// known.
Status VisitSources(const std::string& state_folder,
                    const std::function<void(std::string_view key, FileFormat format)>& visit);

// The runs with their selection lines, newest first. For runs of older versions the line is "".
Result<std::vector<std::pair<int64_t, std::string>>> ReadSelections(
    const std::string& state_folder);

// Rolls back incomplete changes of a killed run, which readers cannot do. The caller holds the
// state lock. Does nothing if there is no ledger, or no journal next to it.
Status RollBackKilledRun(const std::string& state_folder);

// The same, and merges the log that is left if a run was killed, or if the ledger was being read
// when a run ended: afterwards the ledger is one plain file. Does nothing if others still use it.
Status MendLedger(const std::string& state_folder);

Result<LedgerSummary> ReadLedgerSummary(const std::string& state_folder);

// Done sources with a warning, in the order of ids, at most `count_max`.
Result<std::vector<WarnedSource>> ReadWarnedSources(const std::string& state_folder,
                                                    size_t count_max);

// Failed and quarantined sources, at most `count_max`: by reason, and in the order of ids. If there
// are more, every reason has its share, so that a frequent one does not hide a rare one.
Result<std::vector<FailedSource>> ReadFailedSources(const std::string& state_folder,
                                                    size_t count_max);

}  // namespace photomill
