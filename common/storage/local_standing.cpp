#include "common/storage/local_standing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/base/limits.h"
#include "common/os/files.h"

namespace photomill::local {
namespace {

constexpr size_t kReadBytes = 256 * 1024;

// O_NONBLOCK: opening a pipe in place of the file would wait for a writer forever.
FileDescriptor Open(int root_fd, const std::string& path) {
  return FileDescriptor(
      openat(root_fd, path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

// Returns 0 or an errno value.
int DigestFile(int fd, Digest& digest) {
  DigestStream stream;
  std::string buffer(kReadBytes, '\0');
  while (true) {
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) break;
    stream.Add({buffer.data(), static_cast<size_t>(got)});
  }
  digest = stream.Digested();
  return 0;
}

Standing::Kind KindOf(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return Standing::Kind::kFile;
  return S_ISDIR(status.st_mode) ? Standing::Kind::kFolder : Standing::Kind::kOther;
}

// Fills in the digest and size of the staged object. Returns 0 or an errno value.
int LookAtStaged(int root_fd, StagedObject& object, uint64_t& bytes) {
  const FileDescriptor file = Open(root_fd, object.temporary);
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0) return errno;
  bytes = static_cast<uint64_t>(status.st_size);
  return object.content == Digest{} ? DigestFile(file.get(), object.content) : 0;
}

}  // namespace

Found LookAt(int root_fd, StagedObject& object, const std::vector<OwnFile>& own) {
  Found found;
  struct stat status {};
  if (fstatat(root_fd, object.key.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno != ENOENT) found = {{Standing::Kind::kOther, {}}, errno};
    return found;
  }
  found.standing.kind = KindOf(status);
  if (found.standing.kind != Standing::Kind::kFile) return found;
  uint64_t bytes = 0;
  found.error = LookAtStaged(root_fd, object, bytes);
  if (found.error != 0) return found;
  const auto there = static_cast<uint64_t>(status.st_size);
  if (there != bytes && !OwnsByContent(object.key, own)) return found;
  if (there > limits::kOutputBytesMax) return found;
  const FileDescriptor file = Open(root_fd, object.key);
  if (!file.valid()) {
    found.error = errno;
    return found;
  }
  Digest content;
  found.error = DigestFile(file.get(), content);
  if (found.error == 0 && content == object.content && fdatasync(file.get()) != 0) {
    found.error = errno;
  }
  if (found.error == 0) found.standing.content = content;
  return found;
}

}  // namespace photomill::local
