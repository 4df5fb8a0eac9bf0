// What became of the files that no derivative wants any longer, and their removal.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "coordinator/ledger/output_editor.h"
#include "coordinator/ledger/output_reader.h"
#include "coordinator/outputs/recorded_destination.h"

namespace photomill {

enum class OrphanFate : uint8_t {
  kThere,       // a file, possibly not the recorded one
  kGone,        // no file
  kUnreadable,  // it cannot be looked at
  kRemoved,     // the file and its row
  kForgotten,   // there was no file; its row is removed
  kNeeded,      // stays: the name is one of a wanted output, or of one that will be made
  kChanged,     // stays: not the recorded file, a symbolic link for example
  kFailed,      // stays: it could not be removed
};
inline constexpr size_t kOrphanFateCount = 8;

// "there", "gone", …
std::string_view OrphanFateWord(OrphanFate fate);

struct OrphanResult {
  OrphanFate fate = OrphanFate::kThere;
  std::optional<uint64_t> bytes;  // of the file in its place
  std::string detail{};           // human-readable; empty: nothing to explain
};

// Only looks.
OrphanResult LookAtOrphan(ObjectStore& store, const OrphanFile& orphan);

// Removes orphans in groups: first the files, durably, and then their rows, so that a kill between
// the two leaves orphans without a file. A file is looked at right before it is removed.
class OrphanRemoval {
 public:
  // Called for each orphan, in order, when it is decided.
  using OnResult = std::function<void(const OrphanFile&, const OrphanResult&)>;

  // `recipe` is that of the last run.
  OrphanRemoval(ObjectStore& store, OutputEditor& editor, const Recipe& recipe, bool names_folded,
                OnResult on_result)
      : store_(store),
        editor_(editor),
        recipe_(recipe),
        names_folded_(names_folded),
        on_result_(std::move(on_result)) {}

  // A failure concerns the ledger, not the file: then nothing more can be removed.
  Status Add(OrphanFile orphan);
  // Removes the last ones and commits.
  Status Finish();

 private:
  struct Candidate {
    OrphanFile orphan;
    OrphanResult result;
    bool removes = false;  // its file, unless that has changed
  };

  Result<bool> IsNeeded(const OrphanFile& orphan);
  Status RemoveGroup();
  Status Commit();

  ObjectStore& store_;
  OutputEditor& editor_;
  const Recipe& recipe_;
  const bool names_folded_;
  const OnResult on_result_;
  std::vector<Candidate> group_;
  size_t uncommitted_ = 0;
};

// Whether the orphan's own source would write a file of this name under the recipe. Pure.
bool IsWantedBySource(const Recipe& recipe, bool names_folded, const OrphanFile& orphan);

}  // namespace photomill
