#include "common/storage/local_removal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/base/digest.h"
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

// Removes the file from its opened folder if it has these bytes. Not durable yet.
Status RemoveFrom(int folder_fd, const Removal& removal, const std::string& path,
                  const OnAnswer& on_answer) {
  const std::string name = removal.key.substr(removal.key.rfind('/') + 1);
  const FileDescriptor file(
      openat(folder_fd, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.valid() && IsLinkError(errno)) return BehindLink(path);
  if (!file.valid()) return ReadFailure(errno, "cannot open " + path);
  struct stat before {};
  if (fstat(file.get(), &before) != 0) return ReadFailure(errno, "cannot look at " + path);
  if (!S_ISREG(before.st_mode)) {
    return Failure{Reason::kSourceChanged, path + " is not a regular file: it stays"};
  }
  DigestStream digest;
  const auto add = [&](std::string_view bytes) { digest.Add(bytes); };
  const Result<uint64_t> read = StreamBytes(file.get(), path, add, on_answer);
  if (!read) return read.failure();
  struct stat now {};
  if (fstatat(folder_fd, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0) {
    return ReadFailure(errno, "cannot look at " + path);
  }
  if (digest.Digested() != removal.content || !IsSameFile(before, now)) {
    return Failure{Reason::kSourceChanged, path + " is not the file that was recorded: it stays"};
  }
  if (unlinkat(folder_fd, name.c_str(), 0) != 0) {
    return WriteFailure(errno, "cannot remove " + path);
  }
  return {};
}

// Syncs each folder once after a series of removals from it. The folder is still opened anew for
// every file: it can be moved meanwhile.
class RemovalGroup {
 public:
  explicit RemovalGroup(const RemovalPlace& place) : place_(place) {}

  void Add(const Removal& removal) {
    statuses_.push_back(RemoveOne(removal));
    TellAnswer(place_.on_answer);
  }

  std::vector<Status> Finish() && {
    Sync();
    return std::move(statuses_);
  }

 private:
  Status RemoveOne(const Removal& removal) {
    if (Status valid = CheckKey(removal.key); !valid) return valid;
    const std::string path = QuotedPath(place_.root, removal.key);
    Result<FileDescriptor> folder = OpenFolderOf(place_, removal.key, path);
    if (!folder) return folder.failure();
    struct stat found {};
    if (fstat(folder->get(), &found) != 0) {
      return WriteFailure(errno, "cannot open the folder of " + path);
    }
    if (found.st_dev != device_ || found.st_ino != inode_) {
      Sync();
      device_ = found.st_dev;
      inode_ = found.st_ino;
      folder_ = *std::move(folder);
    }
    Status removed = RemoveFrom(folder_.get(), removal, path, place_.on_answer);
    if (removed) unsynced_.push_back({statuses_.size(), path});
    return removed;
  }

  void Sync() {
    if (!unsynced_.empty()) {
      const int error = SyncFolder(folder_.get());
      for (const auto& [index, path] : unsynced_) {
        if (error == 0) break;
        statuses_[index] = WriteFailure(error, "cannot sync the folder of " + path);
      }
    }
    unsynced_.clear();
    folder_.Reset();
  }

  const RemovalPlace& place_;
  std::vector<Status> statuses_;
  std::vector<std::pair<size_t, std::string>> unsynced_;  // indexes of statuses, and paths
  FileDescriptor folder_;                                 // of these
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace

std::vector<Status> Remove(const RemovalPlace& place, const std::vector<Removal>& removals) {
  RemovalGroup group(place);
  for (const Removal& removal : removals) group.Add(removal);
  return std::move(group).Finish();
}

}  // namespace photomill::local
