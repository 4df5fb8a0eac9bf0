// What tells one file from every other one, also from one that gets its name or its inode later. A
// rename keeps it. Any thread may call it.
#pragma once

#include <string>

namespace photomill::local {

// Without spaces; "-" where the file cannot be looked at, which is no file's.
std::string IdentityOf(int root_fd, const std::string& path);

// Whether the file that stands under `path` is the one of this identity.
bool IsThatFile(int root_fd, const std::string& path, const std::string& identity);

}  // namespace photomill::local
