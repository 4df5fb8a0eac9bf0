// The ledger's tables as its rules see them. The rules (how a listed object or an outcome changes
// the tables) are written once, in table_ledger and the files around it; SQLite and memory each
// provide the tables. SCHEMA.md explains the columns.
//
// Verbs do not report errors themselves: errors stick in LedgerTables::failure(), which is checked
// at the end of each verb of the ledger. After a failure verbs do nothing and find nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/digest.h"
#include "common/base/file_format.h"
#include "common/model/revision.h"
#include "common/model/warning.h"
#include "coordinator/ledger/ledger.h"
#include "coordinator/ledger/rules/tally_counter.h"
#include "coordinator/ledger/source_row.h"

namespace photomill {

// Whether `other` is the same image as `known`, as far as the ledger knows: it has the same bytes.
// Size and time are compared only for rows from before content was recorded, and for files whose
// first bytes showed that they are not images. Any other source with unknown content matches
// nothing.
[[nodiscard]] bool IsSamePicture(const SourceRow& known, const SourceRow& other);

// The source was finished because it is not an image, or has a format that is not accepted. While
// it waits for a name to be read again, this is its previous result.
inline bool EndedAsNoPicture(const SourceRow& row) {
  return row.reason == Reason::kNotAnImage || row.reason == Reason::kFormatNotAllowed;
}

// Whether its content must be compared in this run.
inline bool IsToBeCompared(const SourceRow& row, int64_t run) {
  return row.waits == Waits::kCompare && row.scan == run && row.decided != run;
}

// A failure's text as it is stored: limited in length, without partial characters.
std::string BoundedDetail(std::string_view detail);

// Reason, detail and warnings change together.
void SetFailure(SourceRow& row, Reason reason, std::string_view detail);
void SetWarnings(SourceRow& row, WarningSet warnings, std::string_view detail);
void ForgetReason(SourceRow& row);

class SourceTable {
 public:
  virtual ~SourceTable() = default;
  virtual std::optional<SourceRow> FindByKey(std::string_view key) = 0;
  virtual std::optional<SourceRow> FindById(SourceId id) = 0;
  virtual void Insert(const SourceRow& row) = 0;
  virtual void Update(const SourceRow& row) = 0;  // everything except the key
  virtual void MarkListed(SourceId id, int64_t run) = 0;
  // Visits rows after `after` in the order of ids, until `visit` returns false. Returns whether all
  // of them were visited. `visit` must not change the table.
  virtual bool ReadAfter(SourceId after, const std::function<bool(const SourceRow&)>& visit) = 0;
  // The same for failed and quarantined sources with after < id <= through.
  virtual bool ReadFailed(SourceId after, SourceId through,
                          const std::function<bool(const SourceRow&)>& visit) = 0;
  // Visits rows with first <= key < second, in key order, until `visit` returns false.
  virtual void ReadWithin(const std::pair<std::string, std::string>& range,
                          const std::function<bool(const SourceRow&)>& visit) = 0;
  // ReadOfSize visits rows of this size, until `visit` returns false. Call it only between
  // PrepareSizes and ForgetSizes.
  virtual void PrepareSizes() = 0;
  virtual void ReadOfSize(uint64_t size, const std::function<bool(const SourceRow&)>& visit) = 0;
  virtual void ForgetSizes() = 0;
};

class OutputTable {
 public:
  virtual ~OutputTable() = default;
  virtual std::vector<OutputRow> Of(SourceId source) = 0;
  virtual void Put(SourceId source, const OutputRow& row) = 0;
  virtual void Erase(SourceId source, std::string_view derivative) = 0;
  // Files that were left behind when a derivative moved to another key.
  virtual void AddReplaced(SourceId source, const OutputRow& row, int64_t run) = 0;
  virtual bool EraseReplaced(std::string_view key) = 0;  // returns whether it existed
  virtual std::optional<Digest> FindReplaced(std::string_view key) = 0;
  // Visits files after `after` in key order, until `visit` returns false. Returns whether all of
  // them were visited. `visit` must not change the table.
  virtual bool ReadReplaced(std::string_view after,
                            const std::function<bool(SourceId, const OwnFile&)>& visit) = 0;
  // Own files: files of this migration without a row in output, under the name that a claim would
  // have, including files that were left behind. One with this name and content may exist already.
  virtual void AddOwnFile(std::string_view name, const OwnFile& file) = 0;
  virtual std::vector<OwnFile> OwnFilesWithin(const std::pair<std::string, std::string>& range) = 0;
  virtual int64_t EraseOwnFiles(std::string_view name) = 0;  // returns how many there were
  // From now on claims are compared in another way.
  virtual void RenameOwnFiles(const std::function<std::string(std::string_view key)>& name_of) = 0;
};

class ClaimTable {
 public:
  virtual ~ClaimTable() = default;
  virtual std::optional<SourceId> HolderOf(std::string_view key) = 0;
  // The first claim k, first <= k < second, that does not belong to `but_of`.
  virtual std::optional<std::pair<std::string, SourceId>> FirstWithin(
      const std::pair<std::string, std::string>& range, SourceId but_of) = 0;
  // Returns whether the claim was free.
  virtual bool Add(std::string_view key, SourceId source) = 0;
  virtual void Erase(std::string_view key) = 0;
  virtual void EraseAll() = 0;  // claims and wishes

  // Names that waiting sources want as soon as these become free.
  virtual void AddWish(std::string_view key, SourceId source) = 0;
  virtual void EraseWish(std::string_view key, SourceId source) = 0;
  // The first wish k, first <= k < second, of a source that began to wait before `source` did; if
  // `source` does not wait, of any other source.
  virtual std::optional<std::pair<std::string, SourceId>> FirstWishWithin(
      const std::pair<std::string, std::string>& range, SourceId source) = 0;
};

struct Waiter {
  int64_t turn = 0;
  SourceId source;
};

// Which source waits for which, in the order in which they began to wait.
class WaiterTable {
 public:
  virtual ~WaiterTable() = default;
  // Appends the source. `gave_up`: it was finished in a state that gives its claims to others.
  virtual void Add(SourceId source, SourceId holder, bool gave_up) = 0;
  virtual void SetHolder(SourceId source, SourceId holder) = 0;
  virtual bool GaveUp(SourceId source) = 0;  // false if it does not wait
  virtual bool Erase(SourceId source) = 0;   // returns whether it was there
  // The first waiter after this turn: for this holder, or for any.
  virtual std::optional<Waiter> NextOf(SourceId holder, int64_t turn) = 0;
  virtual std::optional<Waiter> Next(int64_t turn) = 0;
  virtual void ForgetWaiters() = 0;  // including all wishes
};

struct MigrationRow {
  std::string id;
  std::string source_url;
  std::string destination_url;
  UnixMillis created_at = 0;
  std::string names{};  // how the destination compares names: "exact", "folded"; empty: unknown
};

// One definition of a derivative: another quality or another key means another row.
struct DerivativeRow {
  int64_t id = 0;
  std::string name;
  Digest digest;            // DerivativeDigest
  std::string text;         // Describe
  bool wanted = false;      // by the recipe of the last run
  int64_t changed_run = 0;  // the run since which it is wanted, or no longer wanted
};

struct RecipeRow {
  int64_t id = 0;
  Digest digest;            // as workers know it; does not include the derivatives' names
  std::string definitions;  // ids of its DerivativeRows, "1,4"
  std::string text;
  int64_t first_run = 0;
  std::string full_text{};  // the complete text, for the next run; "" in ledgers of older versions
};

struct RunRow {
  int64_t id = 0;
  UnixMillis started_at = 0;
  UnixMillis ended_at = 0;  // 0: it is running, or was killed
  std::optional<RunEnd> end;
  int64_t recipe = 0;
  std::string host;
  uint32_t process = 0;
  StepTimes times;        // sums over the outcomes of the run
  std::string selection;  // the part of the source that it processed, in one line
  uint32_t revision = 1;  // of the program (common/model/revision.h)
  UnixMillis alive_at{};  // when the coordinator was last known to be running
};

// The ledger's data besides its sources and outputs.
struct LedgerMemory {
  std::optional<MigrationRow> migration;
  int64_t last_run = 0;
  bool last_run_ended_well = true;  // finished or stopped; true if there was no run
  int64_t first_source = 0;
  int64_t last_source = 0;
  int64_t replaced = 0;   // files left behind
  int64_t own_files = 0;  // own files without a row in output
  std::vector<DerivativeRow> derivatives;
  std::vector<RecipeRow> recipes;
  std::vector<std::string> deaths;  // the latest last, at most kDeathsRemembered
  TallyCounter tally;
};

// Workers repeat recent deaths to a restarted coordinator that has recorded them, but not old ones.
inline constexpr size_t kDeathsRemembered = 16'384;

class BookTable {
 public:
  virtual ~BookTable() = default;
  virtual LedgerMemory Load() = 0;
  virtual void Put(const MigrationRow& row) = 0;
  virtual void Put(const RecipeRow& row) = 0;
  virtual void Put(const DerivativeRow& row) = 0;
  virtual void Put(const RunRow& row) = 0;
  virtual void Put(const TallyChanges& changes) = 0;
  virtual void PutDeath(std::string_view death) = 0;  // may exist already
};

class NewsTable {
 public:
  virtual ~NewsTable() = default;
  virtual void AddScanError(const ScanError& error, int64_t run) = 0;
  virtual void ForgetScanErrors() = 0;
  virtual void ReplaceWorkers(const std::vector<WorkerRow>& workers) = 0;
  virtual void ReplaceProgress(const ProgressRow& progress) = 0;
  // Forgets the source's oldest attempt if it has kAttemptsKept already.
  virtual void AddAttempt(SourceId source, const AttemptRow& attempt) = 0;
};

class LedgerTables {
 public:
  virtual ~LedgerTables() = default;
  virtual SourceTable& sources() = 0;
  virtual OutputTable& outputs() = 0;
  virtual ClaimTable& claims() = 0;
  virtual WaiterTable& waiters() = 0;
  virtual BookTable& book() = 0;
  virtual NewsTable& news() = 0;

  virtual void Begin() = 0;  // starts a transaction if none is open
  virtual void Commit() = 0;
  virtual void Rollback() = 0;  // also clears the failure
  virtual void Close() = 0;     // leaves a file that anyone can read; must be the last call
  [[nodiscard]] virtual const std::optional<Failure>& failure() const = 0;
  // The failure of a ledger with data that photomill never wrote.
  [[nodiscard]] virtual Failure Damaged(const std::string& what) const = 0;
};

}  // namespace photomill
