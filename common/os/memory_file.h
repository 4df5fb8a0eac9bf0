// Unnamed files in memory (memfd), with which a process exchanges bytes with its child. Any thread
// may call these functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

// Creates one that contains these bytes.
Result<FileDescriptor> MakeMemoryFile(std::string_view bytes);

// Reads all of it from the beginning, whatever its offset is. kTooLarge if it is longer than
// `bytes_max`.
Result<std::string> ReadMemoryFile(int fd, uint64_t bytes_max);

}  // namespace photomill
