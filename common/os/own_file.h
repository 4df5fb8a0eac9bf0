// Files that photomill keeps in folders of its own, such as the state directory. Only photomill
// writes them, so anything else in their place is a mistake or an attack: it is refused and never
// waited for. Files that a user names are opened as files.h does, so that they can be pipes. Any
// thread may call these functions.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

// open(2) of a regular file. Fails at once if a pipe, a device, a socket or a directory took its
// place; with O_NOFOLLOW among the flags, also if a symbolic link did. kSourceVanished if there is
// nothing.
Result<FileDescriptor> OpenOwnFile(const std::string& path, int flags, mode_t mode = 0);

// Reads such a file. kTooLarge if it has more than `bytes_max` bytes.
Result<std::string> ReadOwnFile(const std::string& path, uint64_t bytes_max);

// Fails as OpenOwnFile does if something else took the place of the file, for files that a library
// opens. It is right if nothing is there.
Status CheckOwnFile(const std::string& path);

}  // namespace photomill
