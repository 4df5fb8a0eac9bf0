#include "common/os/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "common/base/text.h"
#include "common/os/memory.h"
#include "common/os/read_to_end.h"

namespace photomill {
namespace {

bool IsFolder(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// Removes a temporary file unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  void Keep() { path_.clear(); }

 private:
  std::string path_;
};

std::string TemporaryPathBeside(const std::string& path) {
  return fmt::format("{}.{:016x}.tmp", path, RandomNumber64());
}

bool HasClimbingComponent(const std::filesystem::path& path) {
  return std::any_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

std::string WithoutTrailingSlash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

void FileDescriptor::Reset(int fd) {
  if (fd_ >= 0) close(fd_);
  fd_ = fd;
}

std::string Quoted(std::string_view path) {
  return fmt::format("\"{}\"", Escaped(path));
}

Result<FileDescriptor> OpenFile(const std::string& path, int flags, mode_t mode) {
  int fd = -1;
  do {
    fd = open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return FailureFromErrno(errno, "cannot open " + Quoted(path));
  return FileDescriptor(fd);
}

int WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

Result<std::string> ReadWholeFile(const std::string& path, uint64_t bytes_max) {
  const Result<FileDescriptor> file = OpenFile(path, O_RDONLY);
  if (!file.ok()) return file.failure();
  return ReadToEnd(file->get(), Quoted(path), bytes_max);
}

Status WriteFileDurably(const std::string& path, std::string_view bytes, mode_t mode) {
  const std::string temporary_path = TemporaryPathBeside(path);
  Result<FileDescriptor> file = OpenFile(temporary_path, O_WRONLY | O_CREAT | O_EXCL, mode);
  if (!file.ok()) return file.failure();
  TemporaryFile temporary(temporary_path);
  if (const int error = WriteAll(file->get(), bytes); error != 0) {
    return FailureFromErrno(error, "cannot write " + Quoted(path));
  }
  if (fdatasync(file->get()) != 0) {
    return FailureFromErrno(errno, "cannot sync " + Quoted(path));
  }
  if (rename(temporary.path().c_str(), path.c_str()) != 0) {
    return FailureFromErrno(
        errno, fmt::format("cannot rename {} to {}", Quoted(temporary.path()), Quoted(path)));
  }
  temporary.Keep();
  return SyncFolder(FolderOf(path));
}

Result<std::vector<std::string>> MakeFolders(const std::string& path, mode_t mode) {
  std::vector<std::string> made;
  for (size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string folder = path.substr(0, end);
    if (folder.empty() || folder.back() == '/') continue;
    if (mkdir(folder.c_str(), mode) == 0) {
      made.push_back(folder);
      continue;
    }
    const int error = errno;
    // For an existing folder mkdir can return EROFS or EACCES before EEXIST.
    if (IsFolder(folder)) continue;
    if (error == EEXIST || error == ENOTDIR) {
      return Invalid(
          fmt::format("{} is not a folder, but {} must be one: remove it or name another place",
                      Quoted(folder), Quoted(path)));
    }
    return FailureFromErrno(error, "cannot create the folder " + Quoted(folder));
  }
  return made;
}

Status SyncFolder(const std::string& path) {
  Result<FileDescriptor> folder = OpenFile(path, O_RDONLY | O_DIRECTORY);
  if (!folder.ok()) return folder.failure();
  if (const int error = SyncFolder(folder->get()); error != 0) {
    return FailureFromErrno(error, "cannot sync the folder " + Quoted(path));
  }
  return {};
}

int SyncFolder(int fd) {
  if (fsync(fd) == 0) return 0;
  // Some file systems (SMB, some FUSE) have no fsync for folders: the server manages the names.
  return errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

std::string FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

Result<std::string> AbsolutePath(const std::string& path) {
  if (path.empty()) return Invalid("an empty path names nothing");
  if (HasClimbingComponent(path)) return CanonicalPath(path);
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  if (error) return FailureFromErrno(error.value(), "cannot resolve " + Quoted(path));
  return WithoutTrailingSlash(absolute.lexically_normal().string());
}

Result<std::string> CanonicalPath(const std::string& path) {
  if (path.empty()) return Invalid("an empty path names nothing");
  std::error_code error;
  std::filesystem::path canonical = std::filesystem::absolute(path, error);
  if (!error) canonical = std::filesystem::weakly_canonical(canonical, error);
  if (error) return FailureFromErrno(error.value(), "cannot resolve " + Quoted(path));
  return WithoutTrailingSlash(canonical.string());
}

std::optional<std::string> PathBelow(std::string_view path, std::string_view folder) {
  if (folder == "/") folder = "";
  if (!path.starts_with(folder)) return std::nullopt;
  path.remove_prefix(folder.size());
  if (path.empty() || path == "/") return "";
  if (path.front() != '/') return std::nullopt;
  return std::string(path.substr(1));
}

bool IsInside(std::string_view path, std::string_view folder) {
  return PathBelow(path, folder).has_value();
}

}  // namespace photomill
