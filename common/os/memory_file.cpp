#include "common/os/memory_file.h"

#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace photomill {

Result<FileDescriptor> MakeMemoryFile(std::string_view bytes) {
  FileDescriptor fd(memfd_create("photomill", MFD_CLOEXEC));
  if (!fd.valid()) return FailureFromErrno(errno, "cannot create a file in memory");
  if (const int error = WriteAll(fd.get(), bytes); error != 0) {
    return FailureFromErrno(error, "cannot write a file in memory");
  }
  return fd;
}

Result<std::string> ReadMemoryFile(int fd, uint64_t bytes_max) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return FailureFromErrno(errno, "cannot inspect a file in memory");
  const auto size = static_cast<uint64_t>(status.st_size);
  if (!S_ISREG(status.st_mode)) {
    return Invalid(fmt::format("descriptor {} is not a file in memory", fd));
  }
  if (size > bytes_max) {
    return Failure{
        Reason::kTooLarge,
        fmt::format("a file in memory has {} bytes, and {} are allowed", size, bytes_max)};
  }
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got =
        pread(fd, bytes.data() + filled, bytes.size() - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailureFromErrno(errno, "cannot read a file in memory");
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace photomill
