// Files in memory without a name (memfd): how a process hands bytes to its child and takes others
// back. Any thread may call these functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

// With these bytes in it.
Result<FileDescriptor> MakeMemoryFile(std::string_view bytes);

// All of it, from its beginning, wherever its offset is. kTooLarge where it is longer.
Result<std::string> ReadMemoryFile(int fd, uint64_t bytes_max);

}  // namespace photomill
