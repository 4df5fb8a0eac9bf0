#include "common/storage/local_support.h"

#include <fmt/core.h>

#include <cerrno>

#include "common/base/limits.h"
#include "common/os/files.h"

namespace photomill::local {

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.size() <= limits::kNameBytesMax && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

Status CheckKey(std::string_view key) {
  if (key.size() > kPathBytesMax) {
    return Invalid(fmt::format("the key {}… has {} bytes, more than a path can have",
                               Quoted(key.substr(0, 64)), key.size()));
  }
  std::string_view rest = key;
  while (true) {
    const size_t slash = rest.find('/');
    if (!IsPlainName(rest.substr(0, slash))) {
      return Invalid(
          fmt::format("the key {} does not name an object below the store's root", Quoted(key)));
    }
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

std::string_view FolderOfKey(std::string_view key) {
  const size_t slash = key.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
}

std::string QuotedPath(const std::string& root, std::string_view key) {
  std::string path = root;
  if (!key.empty()) {
    if (path.back() != '/') path += '/';
    path += key;
  }
  return Quoted(path);
}

Failure ReadFailure(int error_number, const std::string& what) {
  Failure failure = FailureFromErrno(error_number, what);
  switch (error_number) {
    case EACCES:
    case EPERM:
      failure.reason = Reason::kUnreadable;
      failure.detail += "; check its permissions and those of the folders above it";
      break;
    case EIO:  // a bad sector: affects this source, others are readable
    case ELOOP:
    case ENAMETOOLONG:
      failure.reason = Reason::kUnreadable;
      break;
    default:
      break;
  }
  return failure;
}

Failure WriteFailure(int error_number, const std::string& what) {
  Failure failure = FailureFromErrno(error_number, what);
  switch (error_number) {
    case EACCES:
    case EPERM:
      failure.detail += "; check the permissions of the folder";
      break;
    case EROFS:
      failure.detail += "; mount it for writing";
      break;
    case ENOSPC:
    case EDQUOT:
      failure.detail += "; make room";
      break;
    case ENOENT:
    case ENOTDIR:
      // In a destination this means that somebody removes folders meanwhile, not that a source is
      // gone.
      failure.reason = Reason::kStorageUnavailable;
      break;
    default:
      break;
  }
  return failure;
}

ObjectVersion VersionOf(const struct stat& status) {
  // Unsigned, because a damaged file system can report seconds that overflow as nanoseconds.
  const uint64_t mtime_ns = static_cast<uint64_t>(status.st_mtim.tv_sec) * 1'000'000'000U +
                            static_cast<uint64_t>(status.st_mtim.tv_nsec);
  return {static_cast<uint64_t>(status.st_size), static_cast<int64_t>(mtime_ns), {}};
}

milliseconds ChangedAt(const struct stat& status) {
  return std::chrono::duration_cast<milliseconds>(seconds(status.st_ctim.tv_sec) +
                                                  std::chrono::nanoseconds(status.st_ctim.tv_nsec));
}

}  // namespace photomill::local
