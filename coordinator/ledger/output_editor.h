// Changes to recorded outputs outside a run, by the same rules as in a run: tallies, claims and the
// files that photomill may replace stay right. Changes become durable with Commit, all together.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// An output as the caller has seen it.
struct SeenOutput {
  int64_t source = 0;
  std::string_view derivative;
  std::string_view key;
  Digest content;  // as recorded
};

// What became of an output's source.
enum class Remade : uint8_t {
  kNothing,  // the ledger has another output by now: nothing was changed
  kPending,  // the next run that selects the source makes the output
  kRetried,  // the same, but the source had failed, so that it can fail again
};

class OutputEditor {
 public:
  virtual ~OutputEditor() = default;

  // The output's file is missing or damaged: its source is pending again. `present`: the digest of
  // the file in its place, which may be replaced.
  virtual Result<Remade> Remake(const SeenOutput& output, std::optional<Digest> present) = 0;

  // The source is done, but lacks an output: it is pending again. Returns false if it is not done.
  virtual Result<bool> RemakeLacking(int64_t source) = 0;

  // Whether another source has or wants this name, or one that cannot exist next to it.
  virtual Result<bool> IsNeededByOthers(int64_t source, std::string_view key) = 0;

  // The file of an orphan is gone. Also forgets that photomill wrote it, and releases its name.
  virtual Status ForgetOrphan(int64_t source, std::string_view key) = 0;

  virtual Status Commit() = 0;
  // Undoes what was not committed, and leaves one plain file. Must be the last call.
  virtual Status Close() = 0;
};

// `recipe` is that of the last run. The caller holds the state lock. Fails for a ledger that a run
// of this version has not used yet.
Result<std::unique_ptr<OutputEditor>> OpenOutputEditor(const std::string& state_folder,
                                                       const Recipe& recipe);

}  // namespace photomill
