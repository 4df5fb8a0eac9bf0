#include "common/os/own_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/os/read_to_end.h"

namespace photomill {
namespace {

const char* KindOf(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFIFO:
      return "a named pipe";
    case S_IFSOCK:
      return "a socket";
    case S_IFDIR:
      return "a directory";
    case S_IFLNK:
      return "a symbolic link";
    default:
      return "a device";
  }
}

Failure NotOwnFile(const std::string& path, mode_t mode) {
  return Invalid(
      fmt::format("{} is {}, but must be a regular file, which photomill writes itself: somebody "
                  "else put this there. Remove it or move it away, then run the same command again",
                  Quoted(path), KindOf(mode)));
}

}  // namespace

Result<FileDescriptor> OpenOwnFile(const std::string& path, int flags, mode_t mode) {
  // O_NONBLOCK: opening a pipe would wait for its other end. It changes nothing for regular files.
  Result<FileDescriptor> file = OpenFile(path, flags | O_NONBLOCK | O_NOCTTY, mode);
  struct stat status {};
  if (!file) {
    if (file.failure().reason != Reason::kStorageUnavailable) return file;
    // Some of what is not a regular file cannot be opened like one.
    const int link_flag = (flags & O_NOFOLLOW) != 0 ? AT_SYMLINK_NOFOLLOW : 0;
    const bool found = fstatat(AT_FDCWD, path.c_str(), &status, link_flag) == 0;
    if (found && !S_ISREG(status.st_mode)) return NotOwnFile(path, status.st_mode);
    return file;
  }
  if (fstat(file->get(), &status) != 0) {
    return FailureFromErrno(errno, "cannot look at " + Quoted(path));
  }
  if (!S_ISREG(status.st_mode)) return NotOwnFile(path, status.st_mode);
  return file;
}

Result<std::string> ReadOwnFile(const std::string& path, uint64_t bytes_max) {
  const Result<FileDescriptor> file = OpenOwnFile(path, O_RDONLY);
  if (!file) return file.failure();
  return ReadToEnd(file->get(), Quoted(path), bytes_max);
}

Status CheckOwnFile(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode)) return {};
  return NotOwnFile(path, status.st_mode);
}

}  // namespace photomill
