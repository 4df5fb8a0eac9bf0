#include "common/storage/local_names.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/storage/local_support.h"

namespace photomill::local {
namespace {

// An e with an acute accent, as one character and as two.
constexpr std::string_view kComposed = "\xC3\xA9";
constexpr std::string_view kDecomposed = "e\xCC\x81";
// The capital letter. A file system that folds only ASCII also counts as folding.
constexpr std::string_view kCapital = "\xC3\x89";

std::string Below(std::string_view folder, const std::string& name) {
  return folder.empty() ? name : std::string(folder) + "/" + name;
}

std::string UnmistakableName() {
  return fmt::format("{}{:016x}-", kProbePrefix, RandomNumber64());
}

std::string Capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

int Create(int root_fd, const std::string& path, FileDescriptor& file) {
  file.Reset(
      openat(root_fd, path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  return file.valid() ? 0 : errno;
}

// The name is unique, so a file that opens is ours. Comparing inodes would not work: some FUSE file
// systems give every spelling of a name a different one.
bool Opens(int root_fd, const std::string& path) {
  struct stat status {};
  return fstatat(root_fd, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

// Creates a file and removes it again. Returns 0 or the errno value of the creation.
int TryName(int root_fd, const std::string& path) {
  FileDescriptor file;
  const int error = Create(root_fd, path, file);
  if (error == 0) unlinkat(root_fd, path.c_str(), 0);
  return error;
}

// Removes probe files that a killed program left here, but none that could be in use.
void SweepProbes(int root_fd, std::string_view folder) {
  constexpr milliseconds kInUse = std::chrono::minutes(1);
  FileDescriptor fd(openat(root_fd, folder.empty() ? "." : std::string(folder).c_str(),
                           O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(fdopendir(fd.get()), closedir);
  if (entries == nullptr) return;
  const int folder_fd = fd.Release();  // closed with the stream
  const milliseconds now(SystemClock().WallTime());
  while (const dirent* entry = readdir(entries.get())) {
    struct stat status {};
    if (!std::string_view(entry->d_name).starts_with(kProbePrefix) ||
        fstatat(folder_fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode) || status.st_size != 0) {
      continue;
    }
    if (now - ChangedAt(status) >= kInUse) unlinkat(folder_fd, entry->d_name, 0);
  }
}

bool IsFolder(int root_fd, std::string_view folder) {
  struct stat status {};
  return folder.empty() || (fstatat(root_fd, std::string(folder).c_str(), &status, 0) == 0 &&
                            S_ISDIR(status.st_mode));
}

}  // namespace

bool IsNameRefused(int root_fd, std::string_view key, int error_number) {
  if (error_number == ENAMETOOLONG || error_number == EILSEQ) return true;
  if (error_number != EINVAL && error_number != ENOENT) return false;
  // The first of the key's names that does not exist.
  std::string_view refused = key;
  while (!IsFolder(root_fd, FolderOfKey(refused))) refused = FolderOfKey(refused);
  return TryName(root_fd, std::string(refused)) == error_number &&
         TryName(root_fd, Below(FolderOfKey(refused), UnmistakableName() + "x")) == 0;
}

Result<NameRules> ProbeNames(int root_fd, const std::string& root, std::string_view folder) {
  if (!folder.empty()) {
    if (Status valid = CheckKey(folder); !valid.ok()) return valid.failure();
  }
  while (!IsFolder(root_fd, folder)) folder = FolderOfKey(folder);
  SweepProbes(root_fd, folder);
  const std::string name = UnmistakableName();
  std::string tail = "caf" + std::string(kComposed);
  FileDescriptor file;
  int error = Create(root_fd, Below(folder, name + tail), file);
  if (error == EINVAL || error == EILSEQ || error == ENAMETOOLONG) {
    // It accepts only ASCII letters, so there is nothing to normalise either.
    tail = "cafe";
    error = Create(root_fd, Below(folder, name + tail), file);
  }
  if (error != 0) return WriteFailure(error, "cannot create a file in " + QuotedPath(root, folder));
  const auto opens = [&](const std::string& other) { return Opens(root_fd, Below(folder, other)); };
  NameRules rules;
  rules.folds_case = opens(Capitals(name) + tail) || opens(name + Capitals(tail)) ||
                     opens(name + "caf" + std::string(kCapital));
  rules.normalises = opens(name + "caf" + std::string(kDecomposed));
  unlinkat(root_fd, Below(folder, name + tail).c_str(), 0);
  return rules;
}

}  // namespace photomill::local
