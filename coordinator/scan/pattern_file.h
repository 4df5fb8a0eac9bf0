// The file of --exclude_from: a pattern per line. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

inline constexpr uint64_t kPatternFileBytesMax = 1024 * 1024;

// Empty lines and lines that begin with "# " are left out, and so are spaces at the end of a line:
// "#recycle" is a pattern. A pattern that begins with "!" is refused, because other programs take
// it for the opposite; "\!" stands for a name that begins so. `name` is the file's, for messages.
Result<std::vector<std::string>> ParsePatternFile(std::string_view text, std::string_view name);

}  // namespace photomill
