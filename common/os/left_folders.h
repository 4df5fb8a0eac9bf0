// Temporary folders of processes in a shared place (/tmp). They are left behind if the process is
// killed. A running process holds a lock (flock) on its folder, so that a later process can
// recognise and remove the folders of dead ones.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/os/files.h"

namespace photomill {

// Locks the folder until the descriptor is closed. Returns an invalid descriptor if another process
// has the lock.
FileDescriptor LockFolder(const std::string& path);

// How these folders look: a mkdtemp name with this prefix, which contains one file of this name.
struct LeftFolders {
  std::string_view prefix;  // "photomill-", of "photomill-AbCd12"
  std::string_view file;
};

// Removes folders below `base` that dead processes of this user left behind. Skips folders that are
// locked, belong to other users, are accessible to others, contain anything else, or are younger
// than a minute (whose process might be about to lock them). `is_used` (path of the file) is asked
// too, for processes that hold no lock.
void SweepLeftFolders(const std::string& base, const LeftFolders& left,
                      const std::function<bool(const std::string& file)>& is_used);

}  // namespace photomill
