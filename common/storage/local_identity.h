// Identifies a file, so that another file with the same name or inode later is recognised as a
// different one. A rename keeps the identity. Any thread may call it.
#pragma once

#include <string>

namespace photomill::local {

// Contains no spaces. "-" if the file cannot be examined; this matches no file.
std::string IdentityOf(int root_fd, const std::string& path);

// Whether the file at `path` has this identity.
bool IsThatFile(int root_fd, const std::string& path, const std::string& identity);

}  // namespace photomill::local
