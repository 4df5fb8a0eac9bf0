#include "coordinator/runtime/socket_folder.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "common/os/left_folders.h"

namespace photomill {
namespace {

constexpr size_t kFolderBytesMax = 90;  // leaves room for the socket's name within 107
constexpr std::string_view kFolderName = "photomill-";

// Runs of older programs do not lock their directories, but they listen in them.
bool IsServed(const std::string& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.size() >= sizeof address.sun_path) return true;
  socket_path.copy(address.sun_path, socket_path.size());
  const FileDescriptor client(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!client.valid()) return true;
  if (connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return true;
  }
  return errno != ECONNREFUSED && errno != ENOENT;
}

}  // namespace

void SweepSocketFolders(const std::string& base) {
  for (const std::string_view socket : {SocketFolder::kWorkers, SocketFolder::kControl}) {
    SweepLeftFolders(base, {kFolderName, socket}, IsServed);
  }
}

Result<SocketFolder> SocketFolder::Make(std::string_view socket) {
  for (const char* variable : {"XDG_RUNTIME_DIR", "TMPDIR", ""}) {
    const char* value = *variable == '\0' ? "/tmp" : getenv(variable);
    if (value == nullptr || *value != '/') continue;
    SweepSocketFolders(value);
    std::string pattern = std::string(value) + "/" + std::string(kFolderName) + "XXXXXX";
    if (pattern.size() > kFolderBytesMax) continue;
    if (mkdtemp(pattern.data()) == nullptr) continue;
    FileDescriptor lock = LockFolder(pattern);
    return SocketFolder(std::move(pattern), socket, std::move(lock));
  }
  return FailureFromErrno(errno, "cannot create a directory for a socket below /tmp");
}

SocketFolder::~SocketFolder() {
  if (path_.empty()) return;
  unlink(SocketPath().c_str());
  rmdir(path_.c_str());
}

}  // namespace photomill
