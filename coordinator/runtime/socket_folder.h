// A new private directory (0700) for an ipc socket, removed at the end: that of the workers of
// `run`, or that of commands which steer a run. It is in
// $XDG_RUNTIME_DIR or the temporary directory, because socket paths are limited to 107 bytes and a
// state directory's path can be long. It is locked (flock) as long as its run lives, which
// distinguishes it from directories of killed runs: creating one first removes those.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

class SocketFolder {
 public:
  // The socket's name, by its use.
  static constexpr std::string_view kWorkers = "workers";
  static constexpr std::string_view kControl = "control";

  static Result<SocketFolder> Make(std::string_view socket = kWorkers);
  SocketFolder(SocketFolder&& other) noexcept
      : path_(std::move(other.path_)), socket_(other.socket_), lock_(std::move(other.lock_)) {
    other.path_.clear();
  }
  SocketFolder& operator=(SocketFolder&&) = delete;
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;
  ~SocketFolder();

  [[nodiscard]] std::string Endpoint() const { return "ipc://" + SocketPath(); }

 private:
  SocketFolder(std::string path, std::string_view socket, FileDescriptor lock)
      : path_(std::move(path)), socket_(socket), lock_(std::move(lock)) {}
  [[nodiscard]] std::string SocketPath() const { return path_ + "/" + std::string(socket_); }

  std::string path_;
  std::string_view socket_;
  FileDescriptor lock_;
};

// Removes the socket directories below `base` that killed runs of this user left behind
// (common/os/left_folders).
void SweepSocketFolders(const std::string& base);

}  // namespace photomill
