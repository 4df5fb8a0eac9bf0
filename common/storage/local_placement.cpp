#include "common/storage/local_placement.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/os/files.h"

namespace photomill::local {
namespace {

constexpr mode_t kFileMode = 0666;

bool IsSameFile(int root_fd, const std::string& a, const std::string& b) {
  struct stat first {};
  struct stat second {};
  return fstatat(root_fd, a.c_str(), &first, AT_SYMLINK_NOFOLLOW) == 0 &&
         fstatat(root_fd, b.c_str(), &second, AT_SYMLINK_NOFOLLOW) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace

int Placement::MoveNew(const std::string& temporary, const std::string& key) {
  Way way = way_;
  if (way == Way::kUnknown) {
    way = FindWay(temporary);
    way_ = way;
  }
  switch (way) {
    case Way::kRenameWithout:
      return renameat2(root_fd_, temporary.c_str(), root_fd_, key.c_str(), RENAME_NOREPLACE) == 0
                 ? 0
                 : errno;
    case Way::kLink:
      return LinkNew(temporary, key);
    case Way::kUnknown:  // the temporary file is gone: any way reports that
    case Way::kLook:
      break;
  }
  return LookAndRename(temporary, key);
}

int Placement::MoveOver(const std::string& temporary, const std::string& key) const {
  return renameat(root_fd_, temporary.c_str(), root_fd_, key.c_str()) == 0 ? 0 : errno;
}

Placement::Way Placement::FindWay(const std::string& temporary) const {
  const std::string other = temporary + "-way";
  const FileDescriptor file(openat(
      root_fd_, other.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!file.valid()) return Way::kUnknown;  // perhaps no space; the next call detects the way
  Way way = Way::kLook;
  if (RenamesWithout(temporary, other)) {
    way = Way::kRenameWithout;
  } else if (Links(temporary, other)) {
    way = Way::kLink;
  }
  unlinkat(root_fd_, other.c_str(), 0);
  return way;
}

// Tests both cases. The kernel finds an existing target before it asks the file system, which might
// not support the flag. A file system that accepts the flag might also ignore it.
bool Placement::RenamesWithout(const std::string& temporary, const std::string& other) const {
  const auto rename_to_other = [&] {
    const int renamed =
        renameat2(root_fd_, temporary.c_str(), root_fd_, other.c_str(), RENAME_NOREPLACE);
    const int error = renamed == 0 ? 0 : errno;
    if (error == 0) (void)renameat(root_fd_, other.c_str(), root_fd_, temporary.c_str());
    return error;
  };
  if (rename_to_other() != EEXIST) return false;
  unlinkat(root_fd_, other.c_str(), 0);
  return rename_to_other() == 0;
}

bool Placement::Links(const std::string& temporary, const std::string& other) const {
  unlinkat(root_fd_, other.c_str(), 0);
  return linkat(root_fd_, temporary.c_str(), root_fd_, other.c_str(), 0) == 0 &&
         IsSameFile(root_fd_, temporary, other);
}

int Placement::LinkNew(const std::string& temporary, const std::string& key) const {
  if (linkat(root_fd_, temporary.c_str(), root_fd_, key.c_str(), 0) != 0) {
    const int error = errno;
    // A network file system can have created the link although its answer was lost.
    if (error != EEXIST || !IsSameFile(root_fd_, temporary, key)) return error;
  }
  unlinkat(root_fd_, temporary.c_str(), 0);
  return 0;
}

int Placement::LookAndRename(const std::string& temporary, const std::string& key) const {
  struct stat status {};
  if (fstatat(root_fd_, key.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
  return MoveOver(temporary, key);
}

}  // namespace photomill::local
