// Reads a few bytes of a file to identify its type. Any thread may call it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill::local {

struct Range {
  uint64_t offset = 0;
  uint64_t bytes_max = 0;
};

// The bytes of the range that the file has. Disables the kernel's read-ahead.
Result<std::string> ReadRange(int root_fd, const std::string& root, std::string_view key,
                              Range range);

}  // namespace photomill::local
