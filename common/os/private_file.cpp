#include "common/os/private_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "common/os/own_file.h"

namespace photomill {
namespace {

constexpr mode_t kOthers = 0077;  // the permissions of group and others

bool IsTrustedOwner(uid_t owner) {
  const uid_t self = geteuid();
  return owner == self || owner == 0 || self == 0;
}

// systemd puts a service's credentials into a folder that only that service can access. Their
// permissions are set by ACLs, which the mode does not show.
bool IsSystemdCredential(const std::string& path) {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder != nullptr && *folder == '/' && IsInside(path, folder);
}

Status CheckPrivate(const struct stat& status, const std::string& name, const char* remedy_mode) {
  if (!IsTrustedOwner(status.st_uid)) {
    return Invalid(fmt::format(
        "{} belongs to another user (uid {}), who could change its keys: use your own copy", name,
        status.st_uid));
  }
  if ((status.st_mode & kOthers) != 0) {
    return Invalid(
        fmt::format("{} is open to other users of this machine, but it contains keys: chmod {} it, "
                    "and create new keys if somebody could have read them",
                    name, remedy_mode));
  }
  return {};
}

Result<Secret> ReadAll(int fd, uint64_t bytes_max, const std::string& name) {
  std::string bytes(bytes_max + 1, '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(fd, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailureFromErrno(errno, "cannot read " + name);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  if (filled > bytes_max) {
    explicit_bzero(bytes.data(), bytes.size());
    return Failure{Reason::kTooLarge,
                   fmt::format("{} is larger than the limit of {} bytes", name, bytes_max)};
  }
  bytes.resize(filled);
  return Secret(std::move(bytes));
}

}  // namespace

Status MakePrivateFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return FailureFromErrno(errno, "cannot create the folder " + Quoted(path));
  }
  Result<FileDescriptor> folder = OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!folder) return folder.failure();
  struct stat status {};
  if (fstat(folder->get(), &status) != 0) {
    return FailureFromErrno(errno, "cannot look at " + Quoted(path));
  }
  return CheckPrivate(status, Quoted(path), "700");
}

Status WritePrivateFile(const std::string& path, const Secret& text) {
  return WriteFileDurably(path, text.Reveal(), 0600);
}

Result<Secret> ReadPrivateFile(const std::string& path, uint64_t bytes_max) {
  Result<FileDescriptor> file = OpenFile(path, O_RDONLY | O_NOCTTY);
  if (!file) return file.failure();
  if (IsSystemdCredential(path)) return ReadAll(file->get(), bytes_max, Quoted(path));
  return ReadPrivateDescriptor(file->get(), bytes_max, Quoted(path));
}

Result<Secret> ReadOwnPrivateFile(const std::string& path, uint64_t bytes_max) {
  const Result<FileDescriptor> file = OpenOwnFile(path, O_RDONLY);
  if (!file) return file.failure();
  return ReadPrivateDescriptor(file->get(), bytes_max, Quoted(path));
}

Result<Secret> ReadPrivateDescriptor(int fd, uint64_t bytes_max, const std::string& name) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return FailureFromErrno(errno, "cannot look at " + name);
  if (S_ISREG(status.st_mode)) {
    if (Status closed = CheckPrivate(status, name, "600"); !closed) return closed.failure();
  }
  return ReadAll(fd, bytes_max, name);
}

Result<FileDescriptor> MakePrivateMemory(const Secret& text) {
  FileDescriptor fd(memfd_create("photomill-private", MFD_CLOEXEC));
  if (!fd.valid()) return FailureFromErrno(errno, "cannot create a file in memory");
  if (const int error = WriteAll(fd.get(), text.Reveal()); error != 0) {
    return FailureFromErrno(error, "cannot write a file in memory");
  }
  return fd;
}

Result<Secret> ReadPrivateMemory(int fd, uint64_t bytes_max) {
  const std::string name = fmt::format("descriptor {}", fd);
  if (lseek(fd, 0, SEEK_SET) != 0) return FailureFromErrno(errno, "cannot read " + name);
  return ReadAll(fd, bytes_max, name);
}

std::optional<Secret> TakeFromEnvironment(const char* name) {
  char* const value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  Secret taken{std::string(value)};
  // In place, because the kernel shows the process's initial memory.
  explicit_bzero(value, taken.Reveal().size());
  unsetenv(name);
  return taken;
}

}  // namespace photomill
