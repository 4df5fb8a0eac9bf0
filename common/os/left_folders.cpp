#include "common/os/left_folders.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <memory>

namespace photomill {
namespace {

constexpr size_t kRandomBytes = 6;  // of mkdtemp
constexpr time_t kYoungSeconds = 60;

bool IsOursAndOld(const FileDescriptor& folder) {
  struct stat status {};
  return fstat(folder.get(), &status) == 0 && status.st_uid == geteuid() &&
         (status.st_mode & 07777) == 0700 && status.st_mtime < time(nullptr) - kYoungSeconds;
}

}  // namespace

FileDescriptor LockFolder(const std::string& path) {
  FileDescriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.valid() || flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return FileDescriptor();
  return folder;
}

void SweepLeftFolders(const std::string& base, const LeftFolders& left,
                      const std::function<bool(const std::string& file)>& is_used) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(base.c_str()), closedir);
  if (!folder) return;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(left.prefix) || name.size() != left.prefix.size() + kRandomBytes)
      continue;
    const std::string path = base + "/" + std::string(name);
    const std::string file = path + "/" + std::string(left.file);
    const FileDescriptor held = LockFolder(path);
    if (!held.valid() || !IsOursAndOld(held) || (is_used && is_used(file))) continue;
    unlink(file.c_str());
    rmdir(path.c_str());  // fails if it contains anything else
  }
}

}  // namespace photomill
