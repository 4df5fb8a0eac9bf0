// A fresh folder of our own (0700) for the ipc socket of `run`, removed at the end. It stands in
// $XDG_RUNTIME_DIR or the temporary folder, because socket paths end at 107 bytes and a state
// folder may be deep.
#pragma once

#include <string>

#include "common/base/result.h"

namespace photomill {

class SocketFolder {
 public:
  static Result<SocketFolder> Make();
  SocketFolder(SocketFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  SocketFolder& operator=(SocketFolder&&) = delete;
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;
  ~SocketFolder();

  [[nodiscard]] std::string Endpoint() const { return "ipc://" + path_ + "/workers"; }

 private:
  explicit SocketFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace photomill
