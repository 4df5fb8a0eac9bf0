// The durable record of a migration: every source, its state, its outputs. SCHEMA.md describes what
// users read with the sqlite3 shell; this is what the coordinator's ledger thread calls.
//
// One thread calls a Ledger. What the verbs change becomes durable together with the next Commit()
// that succeeds, and nothing of it before. A verb that fails leaves the ledger as it was at the
// last Commit(), and so does every verb after it: the caller gives up the run, or calls Recover()
// where only room was lacking (kStorageFull).
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
#include "coordinator/ledger/worker_row.h"

namespace photomill {

// --- What is recorded
// -----------------------------------------------------------------------------

// An accepted outcome. The ledger applies it only where the source is pending and has this version.
struct OutcomeFact {
  SourceId source;
  ObjectVersion version;
  std::string worker;  // its name
  Outcome outcome;
  SourceState state =
      SourceState::kDone;  // that the source ends in: done, skipped, failed, quarantined
  bool crashed = false;    // its worker died while it was executing: counts as a crash too
  std::string death{};     // which death that was, kept for the next run; empty: none
  bool operator==(const OutcomeFact&) const = default;
};

// An attempt that did not end the source: it stays pending. Counts an attempt or a crash.
struct SetbackFact {
  SourceId source;
  std::string worker;
  Failure failure;
  bool crashed = false;  // its worker died while it was executing
  std::string death{};   // as above
  bool operator==(const SetbackFact&) const = default;
};

using Fact = std::variant<OutcomeFact, SetbackFact>;

// A part of the source store that could not be listed.
struct ScanError {
  std::string key;  // of the folder
  Failure failure;
};

// --- What is told
// ---------------------------------------------------------------------------------

struct CountAndBytes {
  int64_t count = 0;
  uint64_t bytes = 0;
  bool operator==(const CountAndBytes&) const = default;
};

// What one run did, counted apart from what it found done.
enum class RunCount : uint8_t {
  // Below: listed objects by what they meant, one for each Verdict (see Listed()).
  kMade = kVerdictCount,  // sources that outcomes of this run made done; bytes of the source files
  kMadeAgain,             // of these: they had outputs before
  kMadeSame,              // of these: with the very same outputs, to the byte
  kTouched,               // sources that were read and compared, and have the same content
  kOutputs,               // files that were made for them; bytes of these files
  kSettled,               // outcomes of this run that brought a source to its end
  kGone,                  // sources that this run found no longer listed, moved ones included
  kMoved,                 // of these: another source has their content
};
inline constexpr size_t kRunCountKinds = static_cast<size_t>(RunCount::kMoved) + 1;

// How often a listing had this meaning.
constexpr RunCount Listed(Verdict verdict) {
  return static_cast<RunCount>(verdict);
}

// As the ledger writes it: "made".
std::string_view RunCountWord(RunCount kind);
std::optional<RunCount> ParseRunCount(std::string_view word);

// How many sources are in which state, and why.
struct Tally {
  std::array<int64_t, kSourceStateCount> states{};  // indexed by SourceState
  std::array<int64_t, kReasonCount> failed{};       // kFailed and kQuarantined, by Reason
  std::array<int64_t, kWarningCount> warnings{};    // kDone with a warning, by Warning
  // Of `failed`, those that this run has listed; and of these, those of kQuarantined.
  std::array<int64_t, kReasonCount> failed_listed{};
  int64_t quarantined_listed = 0;
  int64_t scan_errors = 0;     // of this run
  uint64_t source_bytes = 0;   // of done sources
  uint64_t output_bytes = 0;   // of the outputs of these sources
  int64_t outputs = 0;         // as many
  CountAndBytes gone_outputs;  // of gone sources
  int64_t orphans = 0;         // files that nothing wants any longer; those of gone sources, too
  std::array<CountAndBytes, kRunCountKinds> run{};  // of this run, indexed by RunCount
  // Done under another recipe than this one, and not selected by a run since.
  int64_t older_recipe = 0;
  int64_t comparing = 0;  // at their end, and touched: their content is still to be compared
  int64_t otherwise = 0;  // done sources with an output that is named by `otherwise`
  std::map<FileFormat, int64_t> companions{};  // raw files and films skipped beside their photos

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
  SourceId lowest_pending;  // lowest id that this intake made or found pending; 0: none
  int64_t waiting = 0;      // sources of this intake that wait for a name
  // Done sources that an older revision's rule may have made wrong, by its place in MendedRules().
  std::map<size_t, int64_t> mended{};
};

// Pending sources that this run has listed, in the order of their ids.
struct PendingPage {
  std::vector<Task> tasks;
  SourceId through;     // every row up to here was looked at
  bool at_end = false;  // there is no row behind `through`
  int64_t waiting = 0;  // sources in the whole ledger that wait, and are not in any page
};

struct GoneCounts {
  int64_t vanished = 0;   // sources that this run's listing did not show
  int64_t moved = 0;      // of these: a newly listed source has their content
  int64_t known = 0;      // sources that were there before
  bool applied = false;   // false: too many, and the caller did not accept it
  bool deferred = false;  // sources have to be read first to tell who has moved: Settle() decides
  SourceId lowest_pending{};  // as in IntakeCounts
};

// What came of sources that waited once nothing else is left to do.
struct SettleCounts {
  GoneCounts gone;          // where EndScan deferred it
  SourceId lowest_pending;  // as in IntakeCounts
  int64_t waiting = 0;      // how many wait still
};

// How a run ended, for the record.
enum class RunEnd : uint8_t { kFinished, kFinishedWithFailures, kStopped, kFailed };

class Ledger {
 public:
  virtual ~Ledger() = default;

  // A group of listed objects: decides each with core/intake, claims output keys, inserts and
  // updates rows, and marks them as listed by this run.
  virtual Result<IntakeCounts> Intake(const std::vector<ListedObject>& objects) = 0;

  // Applies facts in order. The answer tells for each whether it counted; one that did not (source
  // not pending, another version, unknown id, "done" without an output that is still lacking)
  // changed nothing.
  virtual Result<std::vector<bool>> Record(const std::vector<Fact>& facts) = 0;

  // The lowest id of the sources that got the name for which they waited, and are to be made, by
  // the calls of Record since the last call of this; 0: none.
  virtual SourceId TakePromoted() = 0;

  // Nothing is left to do but sources that wait, and the listing has ended. Decides at last which
  // sources are gone or moved, where EndScan deferred it, and gives names to those that wait; where
  // none can be made even so, they fail as kKeyCollision. To be called until nothing waits.
  virtual Result<SettleCounts> Settle() = 0;

  // Reads on behind `after`: at most `tasks_max` tasks, at most `rows_max` rows looked at.
  // Only sources that this run has listed.
  virtual Result<PendingPage> LoadPending(SourceId after, size_t tasks_max, int64_t rows_max) = 0;

  // The listing ended. Where it was `complete`, sources that it did not show become gone: those
  // for which `in_scope` (key) holds. Where too many would and not `accept_gone`: changes nothing.
  virtual Result<GoneCounts> EndScan(bool complete, bool accept_gone,
                                     const std::function<bool(std::string_view)>& in_scope) = 0;

  virtual Status AddScanErrors(const std::vector<ScanError>& errors) = 0;

  // Replaces the rows of workers that people see.
  virtual Status ShowWorkers(const std::vector<WorkerRow>& workers) = 0;

  virtual Status Commit() = 0;

  // Undoes everything since the last Commit(), the counts and the ids given out included. After a
  // failure of kStorageFull the ledger can be used again; any other failure is final and returned.
  virtual Status Recover() = 0;

  // As of everything recorded so far, committed or not.
  [[nodiscard]] virtual Tally Count() const = 0;

  // Writes the end of the run, commits, and closes. Nothing may be called after it.
  virtual Status Close(RunEnd end) = 0;
};

// What stands in the destination where an output was recorded.
enum class Presence : uint8_t {
  kThere,    // a file of its size
  kAnother,  // something else, or nobody can tell
  kNothing,
};

// What a ledger is opened with.
struct LedgerOptions {
  std::string source_url;
  std::string destination_url;
  Recipe recipe;
  std::string recipe_text;  // the whole recipe, as PrintRecipe (common/wire/recipe_codec) gives it
  // What this run is about, in one line ("" : everything), so that the next one can tell of
  // changes.
  std::string selection;
  IntakeRules rules;
  // The destination takes names for one that differ in case or in how they are composed.
  bool names_folded = false;
  // Other urls than the ledger's are taken as the new places of the same stores, which the caller
  // has made sure of.
  bool source_moved = false;
  bool destination_moved = false;
  // Files in the destination that engines put there, of which perhaps no outcome was recorded.
  std::vector<OwnFile> noted;
  // Looks at a recorded output. Asked of outputs that count again after nobody wanted them: they
  // were orphans, which people may delete. Without it all of them are taken to be there.
  std::function<Presence(const std::string& key, uint64_t bytes)> look_at_output;
  bool outputs_lost = false;  // it is to be asked of every output (--new_destination)
  UnixMillis now = 0;
  // For people, in the row of this run.
  std::string host;
  uint32_t process = 0;                   // pid
  std::function<UnixMillis()> wall_time;  // when a run ends; without one it ends at `now`
};

// What opening found.
struct LedgerOpening {
  std::string migration_id;                 // 32 hexadecimal digits, made at the first start
  int64_t run = 0;                          // 1 for the first run in this state directory
  bool last_run_ended_well = true;          // finished or stopped: neither killed nor failed
  std::vector<std::string> deaths;          // that earlier runs have recorded, the latest last
  std::vector<std::string> recipe_changes;  // for people, empty where the recipe is the same
  int64_t orphans = 0;  // outputs that no derivative of the recipe wants any longer
  // Sources whose outputs are one file in a destination that folds names: made pending. Their keys,
  // kTwinsTold at the most.
  std::vector<std::string> twins;
  int64_t twin_count = 0;
};
inline constexpr size_t kTwinsTold = 20;

struct OpenedLedger {
  std::unique_ptr<Ledger> ledger;
  LedgerOpening opening;
};

// Opens or makes `state_dir`/ledger.db. Refuses another source or destination than the ledger's, a
// newer schema, a damaged file. The caller holds the state lock (coordinator/start/state_folder).
Result<OpenedLedger> OpenSqliteLedger(const std::string& state_dir, const LedgerOptions& options);

}  // namespace photomill
