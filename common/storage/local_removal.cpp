#include "common/storage/local_removal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/os/files.h"
#include "common/storage/local_stream.h"

namespace photomill::local {
namespace {

Failure BehindLink(const std::string& path) {
  return {Reason::kSourceChanged,
          path + " is reached through a symbolic link, or is one: it stays"};
}

bool IsLinkError(int error_number) {
  return error_number == ELOOP || error_number == ENOTDIR;
}

// Opens the folder of the key, one component after the other, so that no link is followed.
Result<FileDescriptor> OpenFolderOf(const RemovalPlace& place, std::string_view key,
                                    const std::string& path) {
  FileDescriptor folder(openat(place.root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return WriteFailure(errno, "cannot open the folder of " + path);
  std::string_view rest = key;
  for (size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    const std::string name(rest.substr(0, slash));
    rest.remove_prefix(slash + 1);
    const int below =
        openat(folder.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0 && IsLinkError(errno)) return BehindLink(path);
    if (below < 0) return ReadFailure(errno, "cannot open the folder of " + path);
    folder.Reset(below);
  }
  return folder;
}

// Also detects a file that was written meanwhile.
bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_ctim.tv_sec == b.st_ctim.tv_sec && a.st_ctim.tv_nsec == b.st_ctim.tv_nsec;
}

}  // namespace

Status Remove(const RemovalPlace& place, std::string_view key, const Digest& content) {
  if (Status valid = CheckKey(key); !valid) return valid;
  const std::string path = QuotedPath(place.root, key);
  const Result<FileDescriptor> folder = OpenFolderOf(place, key, path);
  if (!folder) return folder.failure();
  const std::string name(key.substr(FolderOfKey(key).empty() ? 0 : FolderOfKey(key).size() + 1));
  const FileDescriptor file(openat(folder->get(), name.c_str(),
                                   O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.valid() && IsLinkError(errno)) return BehindLink(path);
  if (!file.valid()) return ReadFailure(errno, "cannot open " + path);
  struct stat before {};
  if (fstat(file.get(), &before) != 0) return ReadFailure(errno, "cannot look at " + path);
  if (!S_ISREG(before.st_mode)) {
    return Failure{Reason::kSourceChanged, path + " is not a regular file: it stays"};
  }
  DigestStream digest;
  const auto add = [&](std::string_view bytes) { digest.Add(bytes); };
  const Result<uint64_t> read = StreamBytes(file.get(), path, add, place.on_answer);
  if (!read) return read.failure();
  struct stat now {};
  if (fstatat(folder->get(), name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0) {
    return ReadFailure(errno, "cannot look at " + path);
  }
  if (digest.Digested() != content || !IsSameFile(before, now)) {
    return Failure{Reason::kSourceChanged, path + " is not the file that was recorded: it stays"};
  }
  if (unlinkat(folder->get(), name.c_str(), 0) != 0) {
    return WriteFailure(errno, "cannot remove " + path);
  }
  if (const int error = SyncFolder(folder->get()); error != 0) {
    return WriteFailure(error, "cannot sync the folder of " + path);
  }
  return {};
}

}  // namespace photomill::local
