#include "coordinator/runtime/socket_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <string_view>

namespace photomill {
namespace {

constexpr size_t kFolderBytesMax = 90;  // leaves room for the socket's name within 107
constexpr std::string_view kFolderName = "photomill-";
constexpr size_t kRandomBytes = 6;
constexpr time_t kYoungSeconds = 60;

// Nothing where somebody holds it.
FileDescriptor LockFolder(const std::string& path) {
  FileDescriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.valid() || flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return FileDescriptor();
  return folder;
}

// Runs of older programs do not lock their folders, but listen in them.
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

bool IsOurs(const FileDescriptor& folder) {
  struct stat status {};
  return fstat(folder.get(), &status) == 0 && status.st_uid == geteuid() &&
         (status.st_mode & 07777) == 0700 && status.st_mtime < time(nullptr) - kYoungSeconds;
}

void SweepOne(const std::string& path) {
  const FileDescriptor folder = LockFolder(path);
  const std::string socket_path = path + "/workers";
  if (!folder.valid() || !IsOurs(folder) || IsServed(socket_path)) return;
  unlink(socket_path.c_str());
  rmdir(path.c_str());  // not where anything else is in it
}

}  // namespace

void SweepSocketFolders(const std::string& base) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(base.c_str()), closedir);
  if (!folder) return;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(kFolderName) || name.size() != kFolderName.size() + kRandomBytes)
      continue;
    SweepOne(base + "/" + std::string(name));
  }
}

Result<SocketFolder> SocketFolder::Make() {
  for (const char* variable : {"XDG_RUNTIME_DIR", "TMPDIR", ""}) {
    const char* value = *variable == '\0' ? "/tmp" : getenv(variable);
    if (value == nullptr || *value != '/') continue;
    SweepSocketFolders(value);
    std::string pattern = std::string(value) + "/" + std::string(kFolderName) + "XXXXXX";
    if (pattern.size() > kFolderBytesMax) continue;
    if (mkdtemp(pattern.data()) == nullptr) continue;
    FileDescriptor lock = LockFolder(pattern);
    return SocketFolder(std::move(pattern), std::move(lock));
  }
  return FailureFromErrno(errno, "cannot make a folder for the workers' socket below /tmp");
}

SocketFolder::~SocketFolder() {
  if (path_.empty()) return;
  unlink((path_ + "/workers").c_str());
  rmdir(path_.c_str());
}

}  // namespace photomill
