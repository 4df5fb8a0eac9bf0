// Symbolic links in local stores. Any thread may call this.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// Whether the key, or a folder above it, is a symbolic link below the store's root: a listing that
// does not follow links does not show it.
bool IsBehindLink(const std::string& root, std::string_view key);

}  // namespace photomill
