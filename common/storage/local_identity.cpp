#include "common/storage/local_identity.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>

namespace photomill::local {
namespace {

constexpr const char* kUnknown = "-";

}  // namespace

// File systems reuse the inode of a removed file, so the identity includes the file's birth time,
// or its modification time if the file system does not store a birth time.
std::string IdentityOf(int root_fd, const std::string& path) {
  struct statx status {};
  if (statx(root_fd, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &status) !=
          0 ||
      !S_ISREG(status.stx_mode)) {
    return kUnknown;
  }
  const bool born = (status.stx_mask & STATX_BTIME) != 0;
  const statx_timestamp& time = born ? status.stx_btime : status.stx_mtime;
  std::array<char, 80> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%llx-%c%llx.%x",
                static_cast<unsigned long long>(status.stx_ino), born ? 'b' : 'm',
                static_cast<unsigned long long>(time.tv_sec), time.tv_nsec);
  return buffer.data();
}

bool IsThatFile(int root_fd, const std::string& path, const std::string& identity) {
  return identity != kUnknown && IdentityOf(root_fd, path) == identity;
}

}  // namespace photomill::local
