#include "common/storage/local_range.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/os/files.h"
#include "common/storage/local_support.h"

namespace photomill::local {

Result<std::string> ReadRange(int root_fd, const std::string& root, std::string_view key,
                              Range range) {
  if (Status valid = CheckKey(key); !valid.ok()) return valid.failure();
  const std::string path = QuotedPath(root, key);
  // O_NONBLOCK: opening a pipe in place of the file would wait for a writer forever.
  const FileDescriptor file(
      openat(root_fd, std::string(key).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.valid()) return ReadFailure(errno, "cannot open " + path);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return ReadFailure(errno, "cannot look at " + path);
  if (!S_ISREG(status.st_mode)) {
    return Failure{Reason::kSourceChanged, path + " is not a regular file (any more)"};
  }
  const auto size = static_cast<uint64_t>(status.st_size);
  std::string bytes;
  if (range.offset >= size) return bytes;
  (void)posix_fadvise(file.get(), 0, 0, POSIX_FADV_RANDOM);
  bytes.resize(std::min(range.bytes_max, size - range.offset));
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = pread(file.get(), bytes.data() + filled, bytes.size() - filled,
                              static_cast<off_t>(range.offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ReadFailure(errno, "cannot read " + path);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace photomill::local
