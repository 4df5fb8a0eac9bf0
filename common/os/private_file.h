// Files that only their owner may read, such as keys. Files that others could have read or written
// are rejected. Any thread may call these functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/base/secret.h"
#include "common/os/files.h"

namespace photomill {

// Creates the folder with mode 0700 if it is missing. An existing folder must belong to this user
// and must not be accessible to others. The failure names the command that fixes this.
Status MakePrivateFolder(const std::string& path);

// Writes atomically and durably, with mode 0600.
Status WritePrivateFile(const std::string& path, const Secret& text);

// Reads a file that a user named. Rejects it if others can read it or another user owns it (except
// root). Anything that is not a regular file, such as a pipe, is read without these checks.
// kSourceVanished if it does not exist.
Result<Secret> ReadPrivateFile(const std::string& path, uint64_t bytes_max);

// Reads a file that photomill wrote into a folder of its own: the same, but also rejects anything
// that is not a regular file (own_file.h).
Result<Secret> ReadOwnPrivateFile(const std::string& path, uint64_t bytes_max);

// The same for an open file or pipe, such as standard input. `name` is for messages.
Result<Secret> ReadPrivateDescriptor(int fd, uint64_t bytes_max, const std::string& name);

// Puts the text into an unnamed file in memory, which a child process inherits and reads with
// ReadPrivateMemory. Its offset does not matter.
Result<FileDescriptor> MakePrivateMemory(const Secret& text);
Result<Secret> ReadPrivateMemory(int fd, uint64_t bytes_max);

// Removes a variable from this process's environment, so that it disappears from /proc/PID/environ
// and children do not inherit it. Call this before starting threads.
std::optional<Secret> TakeFromEnvironment(const char* name);

}  // namespace photomill
