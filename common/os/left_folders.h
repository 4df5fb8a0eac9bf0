// Folders that a process makes for itself in a place that all users share (/tmp), and that stay
// where it is killed. Each is locked (flock) as long as its process lives, so that one who comes
// later tells those of the dead from others and removes them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/os/files.h"

namespace photomill {

// Holds the folder until the descriptor is closed. Nothing where somebody else holds it.
FileDescriptor LockFolder(const std::string& path);

// What such folders look like: mkdtemp's with this name in front, and one file of this name in
// them.
struct LeftFolders {
  std::string_view prefix;  // "photomill-", of "photomill-AbCd12"
  std::string_view file;
};

// Removes those below `base` that dead processes of this user left behind, and nothing else: who
// holds one keeps it, and so do folders of others, those that are open to others or younger than a
// minute (whose process may be about to lock them), and those in which there is anything else.
// `is_used` (path of the file) is asked besides, for processes that hold no lock.
void SweepLeftFolders(const std::string& base, const LeftFolders& left,
                      const std::function<bool(const std::string& file)>& is_used);

}  // namespace photomill
