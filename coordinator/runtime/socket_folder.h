// A new private directory (0700) for the ipc socket of `run`, removed at the end. It is in
// $XDG_RUNTIME_DIR or the temporary directory, because socket paths are limited to 107 bytes and a
// state directory's path can be long. It is locked (flock) as long as its run lives, which
// distinguishes it from directories of killed runs: creating one first removes those.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

class SocketFolder {
 public:
  static Result<SocketFolder> Make();
  SocketFolder(SocketFolder&& other) noexcept
      : path_(std::move(other.path_)), lock_(std::move(other.lock_)) {
    other.path_.clear();
  }
  SocketFolder& operator=(SocketFolder&&) = delete;
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;
  ~SocketFolder();

  [[nodiscard]] std::string Endpoint() const { return "ipc://" + path_ + "/workers"; }

 private:
  SocketFolder(std::string path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::string path_;
  FileDescriptor lock_;
};

// Removes the socket directories below `base` that killed runs of this user left behind
// (common/os/left_folders).
void SweepSocketFolders(const std::string& base);

}  // namespace photomill
