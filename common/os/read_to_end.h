// Reads what is left of an open file, pipe or /proc file. Any thread may call this.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

// kTooLarge if it has more than `bytes_max` bytes. `name` is for messages.
Result<std::string> ReadToEnd(int fd, std::string_view name, uint64_t bytes_max);

}  // namespace photomill
