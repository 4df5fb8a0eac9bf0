// The tables of a ledger as its rules see them. The rules (what a listed object or an outcome does
// to the tables) are written once, in table_ledger and the files around it; SQLite and memory each
// bring the tables. SCHEMA.md tells what the columns mean.
//
// No verb reports errors by itself: they stick in LedgerTables::failure(), which is asked at the
// end of each verb of the ledger. After a failure verbs do nothing and find nothing.
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

namespace photomill {

// Why a source is not to be made, or not yet.
enum class Waits : uint8_t {
  kNo,
  kName,      // for the fate of the source that holds a name of it
  kIdentity,  // the same, and meanwhile it is to be read, to tell whether it is a moved source
  kLook,      // it has no name, and is to be read: perhaps it is no picture and needs none
  // At its end, and touched: what it is holds, unless its content turns out to be another one. It
  // is to be read where this run has listed it and not decided it.
  kCompare,
};

struct SourceRow {
  SourceId id;
  std::string key;
  ObjectVersion version;
  SourceState state = SourceState::kPending;
  std::optional<Reason> reason;
  std::string detail;   // of the reason; where there is none, of the warnings
  WarningSet warnings;  // of a source that is done, or was and may be again as it is
  std::string worker;   // that made the last attempt
  uint32_t attempts = 0;
  uint32_t crashes = 0;
  DerivativeSet lacks;     // bits in the order of this run's recipe, while pending
  int64_t recipe = 0;      // row of the recipe under which the state was reached
  int64_t scan = 0;        // the run that listed it last
  int64_t first_scan = 0;  // the run that listed it first; 0: one before this was recorded
  Digest content;          // of the source's bytes in this version; all zero: not known
  FileFormat format = FileFormat::kUnknown;
  uint32_t revision = kRevision;  // of the readers and rules under which the state was reached
  DerivativeSet otherwise;        // named by Derivative::otherwise, bits as in `lacks`
  Waits waits = Waits::kNo;       // while pending; kCompare: while it is not
  int64_t decided = 0;            // the run that recorded its outcome; 0: none, or not known
  int64_t outputs = 0;            // rows of output; -1: they are to be looked at
};

// Whether `other` is the picture that `known` was, as far as the ledger knows: it has the same
// bytes. Only ledgers of before content was recorded go by size and time, and what was told to be
// no picture by its first bytes; another source of today whose content is not known is nobody's
// twin.
[[nodiscard]] bool IsSamePicture(const SourceRow& known, const SourceRow& other);

struct OutputRow {
  std::string derivative;  // its name
  int64_t made_by = 0;     // row of the derivative's definition; 0: of an earlier source version
  std::string key;
  uint64_t bytes = 0;
  uint32_t width = 0;
  uint32_t height = 0;
  Digest content;
  uint32_t revision = kRevision;  // of the readers and rules that made it
  bool found = false;             // somebody else's file, with the very bytes that it would have
};

// It came to its end as no picture, or as one of a format that is not taken; while it waits for a
// name, to be looked at once more, this is what it was.
inline bool EndedAsNoPicture(const SourceRow& row) {
  return row.reason == Reason::kNotAnImage || row.reason == Reason::kFormatNotAllowed;
}

// Its content is to be compared in this run.
inline bool IsToBeCompared(const SourceRow& row, int64_t run) {
  return row.waits == Waits::kCompare && row.scan == run && row.decided != run;
}

// A failure's text as it is kept: no longer than the limit, and no character cut in half.
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
  virtual void Update(const SourceRow& row) = 0;  // everything but the key
  virtual void MarkListed(SourceId id, int64_t run) = 0;
  // Rows behind `after` in the order of their ids, until `visit` says false. Whether that was all.
  // `visit` must not change the table.
  virtual bool ReadAfter(SourceId after, const std::function<bool(const SourceRow&)>& visit) = 0;
  // Rows whose keys are first <= key < second, in the order of their keys, until `visit` says
  // false.
  virtual void ReadWithin(const std::pair<std::string, std::string>& range,
                          const std::function<bool(const SourceRow&)>& visit) = 0;
  // Rows of this size, until `visit` says false: only between PrepareSizes and ForgetSizes.
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
  virtual bool EraseReplaced(std::string_view key) = 0;  // whether it was there
  virtual std::optional<Digest> FindReplaced(std::string_view key) = 0;
  // Behind `after` in the order of their keys, until `visit` says false. Whether that was all.
  // `visit` must not change the table.
  virtual bool ReadReplaced(std::string_view after,
                            const std::function<bool(SourceId, const OwnFile&)>& visit) = 0;
  // Files of ours that no row of output tells, by the name that a claim would have; those that were
  // left behind are among them. One of this name and content may be there already.
  virtual void AddOwnFile(std::string_view name, const OwnFile& file) = 0;
  virtual std::vector<OwnFile> OwnFilesWithin(const std::pair<std::string, std::string>& range) = 0;
  virtual int64_t EraseOwnFiles(std::string_view name) = 0;  // how many there were
  // Claims are compared in another way from now on.
  virtual void RenameOwnFiles(const std::function<std::string(std::string_view key)>& name_of) = 0;
};

class ClaimTable {
 public:
  virtual ~ClaimTable() = default;
  virtual std::optional<SourceId> HolderOf(std::string_view key) = 0;
  // The first claim k, first <= k < second, that is not one of `but_of`.
  virtual std::optional<std::pair<std::string, SourceId>> FirstWithin(
      const std::pair<std::string, std::string>& range, SourceId but_of) = 0;
  // Whether the claim was free.
  virtual bool Add(std::string_view key, SourceId source) = 0;
  virtual void Erase(std::string_view key) = 0;
  virtual void EraseAll() = 0;  // claims and wishes

  // Names that waiting sources want, once they may have them.
  virtual void AddWish(std::string_view key, SourceId source) = 0;
  virtual void EraseWish(std::string_view key, SourceId source) = 0;
  // The first wish k, first <= k < second, of a source that began to wait before `source` did; of
  // any other one, where `source` does not wait.
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
  // Behind all others. `gave_up`: it had come to an end that gives its claims to others.
  virtual void Add(SourceId source, SourceId holder, bool gave_up) = 0;
  virtual void SetHolder(SourceId source, SourceId holder) = 0;
  virtual bool GaveUp(SourceId source) = 0;  // false where it does not wait
  virtual bool Erase(SourceId source) = 0;   // whether it was there
  // The first waiter behind this turn: of this holder, or of any.
  virtual std::optional<Waiter> NextOf(SourceId holder, int64_t turn) = 0;
  virtual std::optional<Waiter> Next(int64_t turn) = 0;
  virtual void ForgetWaiters() = 0;  // with all wishes
};

struct MigrationRow {
  std::string id;
  std::string source_url;
  std::string destination_url;
  UnixMillis created_at = 0;
  std::string names{};  // how the destination compares names: "exact", "folded"; empty: not known
};

// One definition of a derivative: another quality or another key is another row.
struct DerivativeRow {
  int64_t id = 0;
  std::string name;
  Digest digest;            // DerivativeDigest
  std::string text;         // Describe
  bool wanted = false;      // by the recipe of the last run
  int64_t changed_run = 0;  // since when it is wanted, or no longer wanted
};

struct RecipeRow {
  int64_t id = 0;
  Digest digest;            // as workers know it; says nothing of the derivatives' names
  std::string definitions;  // ids of its DerivativeRows, "1,4"
  std::string text;
  int64_t first_run = 0;
  std::string full_text{};  // all of it, for the next run; "" in ledgers of older programs
};

struct RunRow {
  int64_t id = 0;
  UnixMillis started_at = 0;
  UnixMillis ended_at = 0;  // 0: it runs, or was killed
  std::optional<RunEnd> end;
  int64_t recipe = 0;
  std::string host;
  uint32_t process = 0;
  StepTimes times;        // sums over the outcomes of the run
  std::string selection;  // what the run was about, in one line
  uint32_t revision = 1;  // of the program (common/model/revision.h)
  UnixMillis alive_at{};  // when the coordinator was last known to run
};

// What a ledger remembers beside its sources and outputs.
struct LedgerMemory {
  std::optional<MigrationRow> migration;
  int64_t last_run = 0;
  bool last_run_ended_well = true;  // finished or stopped; so does one that never was
  int64_t first_source = 0;
  int64_t last_source = 0;
  int64_t replaced = 0;   // files left behind
  int64_t own_files = 0;  // files of ours that no output tells
  std::vector<DerivativeRow> derivatives;
  std::vector<RecipeRow> recipes;
  std::vector<std::string> deaths;  // the latest last, kDeathsRemembered at most
  TallyCounter tally;
};

// Workers tell a restarted coordinator of deaths that it has recorded before, but not of old ones.
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
  virtual void PutDeath(std::string_view death) = 0;  // which may be there already
};

class NewsTable {
 public:
  virtual ~NewsTable() = default;
  virtual void AddScanError(const ScanError& error, int64_t run) = 0;
  virtual void ForgetScanErrors() = 0;
  virtual void ReplaceWorkers(const std::vector<WorkerRow>& workers) = 0;
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

  virtual void Begin() = 0;  // a transaction, where none is open
  virtual void Commit() = 0;
  virtual void Rollback() = 0;  // also forgets the failure
  virtual void Close() = 0;     // leaves the file as one that anyone can read; nothing may follow
  [[nodiscard]] virtual const std::optional<Failure>& failure() const = 0;
  // The failure of a ledger that holds what photomill never wrote.
  [[nodiscard]] virtual Failure Damaged(const std::string& what) const = 0;
};

}  // namespace photomill
