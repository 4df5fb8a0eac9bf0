// What became of the files that no derivative wants any longer, and their removal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "coordinator/ledger/output_editor.h"
#include "coordinator/ledger/output_reader.h"
#include "coordinator/outputs/recorded_destination.h"

namespace photomill {

enum class OrphanFate : uint8_t {
  kThere,       // a file, possibly not the recorded one
  kGone,        // no file
  kUnreadable,  // it cannot be looked at, or is not a regular file
  kRemoved,     // the file and its row
  kForgotten,   // there was no file; its row is removed
  kNeeded,      // stays: the name is one of a wanted output, or of one that will be made
  kChanged,     // stays: not the recorded file
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

// Removes the file, and then its row: a kill between the two leaves an orphan without a file. A
// failure concerns the ledger, not the file. `recipe` is that of the last run.
Result<OrphanResult> RemoveOrphan(ObjectStore& store, OutputEditor& editor, const Recipe& recipe,
                                  bool names_folded, const OrphanFile& orphan);

// Whether the orphan's own source would write a file of this name under the recipe. Pure.
bool IsWantedBySource(const Recipe& recipe, bool names_folded, const OrphanFile& orphan);

}  // namespace photomill
