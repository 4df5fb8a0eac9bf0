// Files that only their owner may read: keys. Whatever others could have read or written is refused
// instead of used. Any thread may call these functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/base/secret.h"
#include "common/os/files.h"

namespace photomill {

// Makes the folder with mode 0700 where it is missing. One that is there must belong to this user
// and be closed to all others; the failure names the command that closes it.
Status MakePrivateFolder(const std::string& path);

// Whole or not at all, and durable, with mode 0600.
Status WritePrivateFile(const std::string& path, const Secret& text);

// A file that others can read, or that another user owns (root aside), is refused. What is no
// regular file, a pipe say, is read as it is. kSourceVanished where there is none.
Result<Secret> ReadPrivateFile(const std::string& path, uint64_t bytes_max);

// The same for an open file or pipe, standard input say; `name` is for messages.
Result<Secret> ReadPrivateDescriptor(int fd, uint64_t bytes_max, const std::string& name);

// The same bytes without a name: a file in memory, for a child process to inherit and to read with
// ReadPrivateMemory. Its offset does not matter.
Result<FileDescriptor> MakePrivateMemory(const Secret& text);
Result<Secret> ReadPrivateMemory(int fd, uint64_t bytes_max);

// Takes a variable out of this process's environment: its value is gone from /proc/PID/environ and
// is not handed on to children. To be called before threads are started.
std::optional<Secret> TakeFromEnvironment(const char* name);

}  // namespace photomill
