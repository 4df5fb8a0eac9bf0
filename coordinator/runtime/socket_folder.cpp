#include "coordinator/runtime/socket_folder.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

namespace photomill {
namespace {

constexpr size_t kFolderBytesMax = 90;  // leaves room for the socket's name within 107

}  // namespace

Result<SocketFolder> SocketFolder::Make() {
  for (const char* variable : {"XDG_RUNTIME_DIR", "TMPDIR", ""}) {
    const char* value = *variable == '\0' ? "/tmp" : getenv(variable);
    if (value == nullptr || *value != '/') continue;
    std::string pattern = std::string(value) + "/photomill-XXXXXX";
    if (pattern.size() > kFolderBytesMax) continue;
    if (mkdtemp(pattern.data()) != nullptr) return SocketFolder(std::move(pattern));
  }
  return FailureFromErrno(errno, "cannot make a folder for the workers' socket below /tmp");
}

SocketFolder::~SocketFolder() {
  if (path_.empty()) return;
  unlink((path_ + "/workers").c_str());
  rmdir(path_.c_str());
}

}  // namespace photomill
