// Reads the recorded outputs of a ledger without changing it, during a run or afterwards: source by
// source, or all files in the order in which a store lists them. Memory does not grow with the
// ledger: what must be sorted goes to a temporary file, which disappears with the process.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/digest.h"
#include "common/base/result.h"

namespace photomill {

// Whether an output is still wanted, and as it is.
enum class OutputStanding : uint8_t {
  kCurrent,  // made as the last run's recipe wants it
  kOlder,    // made by an older recipe, under which its source is done
  kStale,    // will be replaced by the next run that selects its source
  kOrphan,   // no longer wanted
  kKept,     // no longer wanted, and a file that photomill did not write
};
inline constexpr size_t kStandingCount = 5;

// "current", "older", …
std::string_view StandingWord(OutputStanding standing);

// Whether the file has to be in the destination.
constexpr bool IsExpected(OutputStanding standing) {
  return standing == OutputStanding::kCurrent || standing == OutputStanding::kOlder;
}

struct RecordedOutput {
  int64_t source = 0;      // id
  std::string source_key;  // empty in files of an OutputIndex
  std::string derivative;
  std::string key;
  uint64_t bytes = 0;
  uint32_t width = 0;
  uint32_t height = 0;
  Digest content;
  bool found = false;  // a file that photomill did not write
  OutputStanding standing = OutputStanding::kStale;
};

struct SourceOutputs {
  int64_t id = 0;
  std::string key;
  uint64_t bytes = 0;
  std::string state;
  std::string reason;
  std::optional<Digest> content;
  std::vector<RecordedOutput> outputs;
  std::vector<std::string> lacking;  // done, but without an output of these derivatives
};

// Visits all sources in the order of their ids, until `visit` returns false. Each row is as the
// ledger has it when it is visited.
Status VisitSourceOutputs(const std::string& state_folder,
                          const std::function<bool(const SourceOutputs&)>& visit);

// A file that no derivative wants any longer.
struct OrphanFile {
  int64_t source = 0;
  std::string source_key;
  std::string derivative;
  std::string key;
  int64_t run = 0;                // the first run that did not want it
  std::optional<uint64_t> bytes;  // as recorded; unknown for files that were left behind
  std::optional<Digest> content;  // unknown in ledgers of older versions
  bool source_gone = false;       // the source is no longer listed
  bool taken = false;             // an output that is not an orphan has this name, too
};

// Visits all orphans as of now in the byte order of their keys, until `visit` returns false.
Status VisitOrphans(const std::string& state_folder,
                    const std::function<bool(const OrphanFile&)>& visit);

// All files that the ledger has, in the byte order of their keys, as of when the index was made,
// and a list of files that it does not have.
class OutputIndex {
 public:
  virtual ~OutputIndex() = default;

  // How many files are expected, and their bytes.
  [[nodiscard]] virtual int64_t expected() const = 0;
  [[nodiscard]] virtual uint64_t expected_bytes() const = 0;

  // The next file, or nothing at the end. Files with no row in the table `output` have source 0.
  virtual Result<std::optional<RecordedOutput>> Next() = 0;

  // The same outputs as the ledger has them now, all at the same moment, with their sources' keys;
  // a run can have changed them since. Costs the ledger's disk about as much for many as for one.
  virtual Result<std::vector<std::optional<RecordedOutput>>> Look(
      const std::vector<const RecordedOutput*>& outputs) = 0;
  // Whether nothing was written into the ledger since the index was made.
  [[nodiscard]] virtual bool IsUpToDate() = 0;

  // Files that the index does not have.
  virtual Status AddUnknown(std::string_view key, uint64_t bytes) = 0;
  virtual Status ForgetUnknown(std::string_view key) = 0;
  // Forgets those that the ledger has by now, or has under a name that the destination treats as
  // the same.
  virtual Status ForgetRecorded() = 0;
  virtual Status VisitUnknown(
      const std::function<void(std::string_view key, uint64_t bytes)>& visit) = 0;
};

// Sorting a large ledger takes minutes. `stops` is asked during that and later calls of the index:
// when it returns true, they fail.
Result<std::unique_ptr<OutputIndex>> MakeOutputIndex(const std::string& state_folder,
                                                     std::function<bool()> stops = {});

}  // namespace photomill
