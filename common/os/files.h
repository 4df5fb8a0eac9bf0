// Files and folders of the operating system. Functions return values or Failures, never throw, and
// name the path in every failure. Any thread may call them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

// Owns a file descriptor and closes it on destruction.
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

// The path in quotes, with control characters and invalid bytes escaped. For messages.
std::string Quoted(std::string_view path);

// open(2) with O_CLOEXEC added, repeated if a signal interrupts it.
Result<FileDescriptor> OpenFile(const std::string& path, int flags, mode_t mode = 0);

// Writes all bytes. Returns 0 or an errno value.
[[nodiscard]] int WriteAll(int fd, std::string_view bytes);

// Reads the whole file, pipe or /proc file. kTooLarge if it has more than `bytes_max` bytes.
Result<std::string> ReadWholeFile(const std::string& path, uint64_t bytes_max);

// Replaces the file atomically and durably, even if the power fails: a temporary file in the same
// folder, fdatasync, rename, fsync of the folder. The umask applies to `mode`.
Status WriteFileDurably(const std::string& path, std::string_view bytes, mode_t mode);

// mkdir -p. Returns the folders that were created, outermost first. They are durable once their
// parent folders are synced.
Result<std::vector<std::string>> MakeFolders(const std::string& path, mode_t mode = 0777);

// fsync of a folder, so that files created, renamed and removed in it are durable.
Status SyncFolder(const std::string& path);
// The same for an open folder. Returns 0 or an errno value. File systems without support count as
// synced.
[[nodiscard]] int SyncFolder(int fd);

// The folder that holds this path: "/a" for "/a/b", "/" for "/a", "." for "a".
std::string FolderOf(std::string_view path);

// Absolute, without "." and double or trailing slashes. Symbolic links are resolved only if the
// path has "..", whose meaning depends on them.
Result<std::string> AbsolutePath(const std::string& path);

// Absolute with every symbolic link resolved. Parts that do not exist yet stay as written.
Result<std::string> CanonicalPath(const std::string& path);

// The path of `path` relative to `folder`, both canonical: "x/y", or "" if they are equal. Nothing
// if it is outside.
std::optional<std::string> PathBelow(std::string_view path, std::string_view folder);
// The folder itself counts as inside.
bool IsInside(std::string_view path, std::string_view folder);

}  // namespace photomill
