// What a plan must know about the destination, which need not exist: its room, and how it compares
// names. May block.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// What is free there, after the part that a run leaves free. Empty if it is not known.
std::optional<uint64_t> FreeBytesAt(const std::string& destination);

// Whether a run would treat names that differ only in case or in Unicode normalisation as the same.
// Detected as by a run, with an empty file that is removed at once; if the destination does not
// exist, in the nearest folder above it.
Result<bool> FoldsNamesAt(const std::string& destination, const Recipe& recipe);

}  // namespace photomill
