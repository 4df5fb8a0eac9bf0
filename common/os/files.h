// Files and folders of the operating system, as values and Failures: nothing here throws, and every
// failure names the path. Any thread may call these functions.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

// Owns one file descriptor; closes it at the end.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) Reset(other.Release());
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() { Reset(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  int Release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void Reset(int fd = -1);

 private:
  int fd_ = -1;
};

// The path in quotes, its control characters and invalid bytes escaped: for messages.
std::string Quoted(std::string_view path);

// open(2) with O_CLOEXEC added, repeated when a signal interrupts it.
Result<FileDescriptor> OpenFile(const std::string& path, int flags, mode_t mode = 0);

// Writes all of it; the answer is 0 or an errno value.
[[nodiscard]] int WriteAll(int fd, std::string_view bytes);

// The whole file, pipe or /proc file. kTooLarge where it has more than `bytes_max` bytes.
Result<std::string> ReadWholeFile(const std::string& path, uint64_t bytes_max);

// The file is the old one or the new one, whole, whenever the power fails: a temporary file beside
// it, fdatasync, rename, fsync of the folder. `mode` is cut by the umask.
Status WriteFileDurably(const std::string& path, std::string_view bytes, mode_t mode);

// mkdir -p. Returns the folders that were made, outermost first; they are durable once the folders
// around them are synced.
Result<std::vector<std::string>> MakeFolders(const std::string& path, mode_t mode = 0777);

// fsync of a folder: names made, renamed and removed in it are durable afterwards.
Status SyncFolder(const std::string& path);
// The same for an open folder; 0 or an errno value. File systems that cannot do it count as synced.
[[nodiscard]] int SyncFolder(int fd);

// The folder that holds this path: "/a" for "/a/b", "/" for "/a", "." for "a".
std::string FolderOf(std::string_view path);

// Absolute, without "." and double or trailing slashes. Symbolic links stay, unless the path has a
// "..", which means something only once they are resolved.
Result<std::string> AbsolutePath(const std::string& path);

// Absolute with every symbolic link resolved; what does not exist yet is kept as it is written.
Result<std::string> CanonicalPath(const std::string& path);

// Where `path` lies below `folder`, both of them canonical: "x/y"; "" where they are the same.
std::optional<std::string> PathBelow(std::string_view path, std::string_view folder);
// The folder itself counts as inside.
bool IsInside(std::string_view path, std::string_view folder);

}  // namespace photomill
