// Parses the file of --exclude_from, with one pattern per line. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

inline constexpr uint64_t kPatternFileBytesMax = 1024 * 1024;

// Ignores empty lines, lines that begin with "# ", and spaces at the end of a line; "#recycle" is a
// pattern. Refuses a pattern that begins with "!", because that means the opposite to other
// programs; "\!" matches a name that begins with "!". `name` is the file's name, for messages.
Result<std::vector<std::string>> ParsePatternFile(std::string_view text, std::string_view name);

}  // namespace photomill
