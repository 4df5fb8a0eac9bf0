// The durable record of a migration: every source, its state, its outputs. SCHEMA.md describes the
// tables that users read with the sqlite3 shell; this is the interface for the coordinator's ledger
// thread.
//
// One thread calls a Ledger. Changes become durable with the next successful Commit(), all together
// and not before. If a verb fails, the ledger is as it was at the last Commit(), and every later
// verb fails, too: the caller ends the run, or calls Recover() if only disk space was lacking
// (kStorageFull).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/file_format.h"
#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/model/outcome.h"
#include "common/model/recipe.h"
#include "common/model/task.h"
#include "common/model/warning.h"
#include "coordinator/core/intake.h"
#include "coordinator/core/source_state.h"
#include "coordinator/ledger/progress_row.h"
#include "coordinator/ledger/worker_row.h"

namespace photomill {

// --- What is recorded ---------------------------------------------------------------------------

// An accepted outcome. The ledger applies it only if the source is pending and has this version.
struct OutcomeFact {
  SourceId source;
  ObjectVersion version;
  std::string worker;  // the worker's name
  Outcome outcome;
  SourceState state =
      SourceState::kDone;  // the source's final state: done, skipped, failed or quarantined
  bool crashed = false;    // its worker died while executing it: counts as a crash, too
  std::string death{};     // which death, kept for the next run; empty: none
  bool operator==(const OutcomeFact&) const = default;
};

// An attempt that did not finish the source, which stays pending. Counts as an attempt or a crash.
struct SetbackFact {
  SourceId source;
  std::string worker;
  Failure failure;
  bool crashed = false;  // its worker died while executing it
  std::string death{};   // as above
  bool operator==(const SetbackFact&) const = default;
};

using Fact = std::variant<OutcomeFact, SetbackFact>;

// A part of the source store that could not be listed.
struct ScanError {
  std::string key;  // the folder's key
  Failure failure;
};

// --- What is reported ---------------------------------------------------------------------------

struct CountAndBytes {
  int64_t count = 0;
  uint64_t bytes = 0;
  bool operator==(const CountAndBytes&) const = default;
};

// What one run did, not counting what was done before.
enum class RunCount : uint8_t {
  // Smaller values: listed objects by their meaning, one per Verdict (see Listed()).
  kMade = kVerdictCount,  // sources that this run's outcomes made done; bytes of the source files
  kMadeAgain,             // of these: sources that had outputs before
  kMadeSame,              // of these: sources whose outputs are the same as before, byte for byte
  kTouched,               // sources that were read and compared, with unchanged content
  kOutputs,               // files created for them; bytes of these files
  kSettled,               // outcomes of this run that finished a source
  kGone,                  // sources that this run found no longer listed, including moved ones
  kMoved,                 // of these: sources whose content another source has
};
inline constexpr size_t kRunCountKinds = static_cast<size_t>(RunCount::kMoved) + 1;

// How many listed objects had this meaning.
constexpr RunCount Listed(Verdict verdict) {
  return static_cast<RunCount>(verdict);
}

// The word in the ledger: "made".
std::string_view RunCountWord(RunCount kind);
std::optional<RunCount> ParseRunCount(std::string_view word);

// The number of sources by state and reason.
struct Tally {
  std::array<int64_t, kSourceStateCount> states{};  // indexed by SourceState
  std::array<int64_t, kReasonCount> failed{};       // kFailed and kQuarantined, by Reason
  std::array<int64_t, kWarningCount> warnings{};    // kDone with a warning, by Warning
  // Those of `failed` that this run has listed; and of these, the quarantined ones.
  std::array<int64_t, kReasonCount> failed_listed{};
  int64_t quarantined_listed = 0;
  int64_t scan_errors = 0;     // of this run
  uint64_t source_bytes = 0;   // of done sources
  uint64_t output_bytes = 0;   // of these sources' outputs
  int64_t outputs = 0;         // the number of these outputs
  CountAndBytes gone_outputs;  // of gone sources
  int64_t orphans = 0;         // files that are no longer wanted, including those of gone sources
  std::array<CountAndBytes, kRunCountKinds> run{};  // of this run, indexed by RunCount
  // Done under another recipe, and not selected by any run since.
  int64_t older_recipe = 0;
  int64_t comparing = 0;  // finished, and touched: their content has not been compared yet
  int64_t otherwise = 0;  // done sources with an output under an `otherwise` name
  std::map<FileFormat, int64_t> companions{};   // raw files and videos skipped next to their photos
  std::map<FileFormat, int64_t> not_allowed{};  // of `failed`, for kFormatNotAllowed

  [[nodiscard]] int64_t operator[](SourceState state) const {
    return states[static_cast<size_t>(state)];
  }
  [[nodiscard]] const CountAndBytes& operator[](RunCount kind) const {
    return run[static_cast<size_t>(kind)];
  }
  [[nodiscard]] int64_t known() const {
    int64_t sum = 0;
    for (const int64_t count : states) sum += count;
    return sum;
  }
  bool operator==(const Tally&) const = default;
};

struct IntakeCounts {
  std::array<int64_t, kVerdictCount> verdicts{};  // indexed by Verdict
  int64_t collisions = 0;
  SourceId lowest_pending;  // the lowest id that this intake made or found pending; 0: none
  int64_t waiting = 0;      // sources of this intake that wait for a name
  // Done sources that an older revision's rule may have got wrong, by index in MendedRules().
  std::map<size_t, int64_t> mended{};
};

// Pending sources that this run has listed, in the order of ids.
struct PendingPage {
  std::vector<Task> tasks;
  SourceId through;     // every row up to here was examined
  bool at_end = false;  // there are no rows after `through`
  int64_t waiting = 0;  // waiting sources in the whole ledger, which are in no page
};

struct GoneCounts {
  int64_t vanished = 0;       // sources that this run's listing did not show
  int64_t moved = 0;          // of these: a newly listed source has the same content
  int64_t left_out = 0;       // sources with outputs that this run does not select
  int64_t known = 0;          // sources that existed before
  bool applied = false;       // false: too many vanished, and the caller did not accept that
  bool deferred = false;      // sources must be read to find moved ones; Settle() decides
  SourceId lowest_pending{};  // as in IntakeCounts
};

// The result of settling waiting sources once nothing else is left to do.
struct SettleCounts {
  GoneCounts gone;          // if EndScan deferred it
  SourceId lowest_pending;  // as in IntakeCounts
  int64_t waiting = 0;      // how many still wait
};

// How a run ended, as recorded.
enum class RunEnd : uint8_t { kFinished, kFinishedWithFailures, kStopped, kFailed };

class Ledger {
 public:
  virtual ~Ledger() = default;

  // Processes a group of listed objects: decides each with core/intake, claims output keys, inserts
  // and updates rows, and marks them as listed by this run.
  virtual Result<IntakeCounts> Intake(const std::vector<ListedObject>& objects) = 0;

  // Applies facts in order. Returns for each fact whether it counted. A fact that did not count
  // (source not pending, another version, unknown id, or "done" while an output is still missing)
  // changed nothing.
  virtual Result<std::vector<bool>> Record(const std::vector<Fact>& facts) = 0;

  // The lowest id of the sources that wait no longer because calls of Record since the last call
  // gave them their name, and that must be processed now; 0: none.
  virtual SourceId TakePromoted() = 0;

  // Call when only waiting sources are left and the listing has ended, until nothing waits. Decides
  // which sources are gone or moved, if EndScan deferred that, and gives names to waiting sources.
  // If even then none can be processed, they fail as kKeyCollision.
  virtual Result<SettleCounts> Settle() = 0;

  // Continues reading after `after`: at most `tasks_max` tasks, examining at most `rows_max` rows.
  // Returns only sources that this run has listed.
  virtual Result<PendingPage> LoadPending(SourceId after, size_t tasks_max, int64_t rows_max) = 0;

  // The listing ended. If it was `complete`, sources that it did not show and whose key is
  // `in_scope` become gone. If these are too many and not `accept_gone`, nothing changes.
  virtual Result<GoneCounts> EndScan(bool complete, bool accept_gone,
                                     const std::function<bool(std::string_view)>& in_scope) = 0;

  virtual Status AddScanErrors(const std::vector<ScanError>& errors) = 0;

  // Replaces the worker rows that users see.
  virtual Status ShowWorkers(const std::vector<WorkerRow>& workers) = 0;

  // Replaces what users see of the running work.
  virtual Status ShowProgress(const ProgressRow& progress) = 0;

  virtual Status Commit() = 0;

  // Rolls back everything since the last Commit(), including counts and assigned ids. After a
  // failure of kStorageFull the ledger can be used again; any other failure is final and is
  // returned.
  virtual Status Recover() = 0;

  // Includes everything recorded so far, committed or not.
  [[nodiscard]] virtual Tally Count() const = 0;

  // Writes the end of the run, commits and closes. Must be the last call.
  virtual Status Close(RunEnd end) = 0;
};

// What is in the destination where an output was recorded.
enum class Presence : uint8_t {
  kThere,    // a file of the same size
  kAnother,  // something else, or unknown
  kNothing,
};

// The options for opening a ledger.
struct LedgerOptions {
  std::string source_url;
  std::string destination_url;
  Recipe recipe;
  std::string recipe_text;  // the complete recipe, from PrintRecipe (common/wire/recipe_codec)
  // The run's selection in one line ("": everything), so that the next run can report changes.
  std::string selection;
  IntakeRules rules;
  // The destination ignores differences in case and in Unicode composition of names.
  bool names_folded = false;
  // If the urls differ from the ledger's, they are new places of the same stores, as the caller has
  // verified.
  bool source_moved = false;
  bool destination_moved = false;
  // Files that engines wrote to the destination, possibly without a recorded outcome.
  std::vector<OwnFile> noted;
  // Checks a recorded output. Called for outputs that count again after a time as orphans, when
  // users may have deleted them. Without it all outputs are assumed to exist.
  std::function<Presence(const std::string& key, uint64_t bytes)> look_at_output;
  bool outputs_lost = false;  // call it for every output (--new_destination)
  UnixMillis now = 0;
  // Information for users, in the row of this run.
  std::string host;
  uint32_t process = 0;                   // pid
  std::function<UnixMillis()> wall_time;  // for the run's end; without it, that is `now`
};

// The results of opening.
struct LedgerOpening {
  std::string migration_id;                 // 32 hexadecimal digits, generated at the first start
  int64_t run = 0;                          // 1 for the first run in this state directory
  bool last_run_ended_well = true;          // finished or stopped, not killed or failed
  std::vector<std::string> deaths;          // recorded by earlier runs, the latest last
  std::vector<std::string> recipe_changes;  // human-readable; empty if the recipe is the same
  int64_t orphans = 0;  // outputs that no derivative of the recipe wants any longer
  // Keys of sources whose outputs are one file in a destination that folds names, and which were
  // made pending; at most kTwinsTold keys.
  std::vector<std::string> twins;
  int64_t twin_count = 0;
};
inline constexpr size_t kTwinsTold = 20;

struct OpenedLedger {
  std::unique_ptr<Ledger> ledger;
  LedgerOpening opening;
};

// Opens or creates `state_dir`/ledger.db. Fails for another source or destination than the
// ledger's, a newer schema, or a damaged file. The caller holds the state lock
// (coordinator/start/state_folder).
Result<OpenedLedger> OpenSqliteLedger(const std::string& state_dir, const LedgerOptions& options);

}  // namespace photomill
