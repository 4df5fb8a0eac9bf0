// A fresh folder of our own (0700) for the ipc socket of `run`, removed at the end. It stands in
// $XDG_RUNTIME_DIR or the temporary folder, because socket paths end at 107 bytes and a state
// folder may be deep. It is locked (flock) as long as its run lives, so that folders of killed runs
// are told from others: whoever makes one sweeps those first.
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

// Removes the socket folders below `base` that killed runs of this user left behind
// (common/os/left_folders).
void SweepSocketFolders(const std::string& base);

}  // namespace photomill
