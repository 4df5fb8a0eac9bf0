#include "common/os/read_to_end.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr size_t kReadBytes = 256 * 1024;

}  // namespace

Result<std::string> ReadToEnd(int fd, std::string_view name, uint64_t bytes_max) {
  std::string bytes;
  size_t filled = 0;
  while (true) {
    // Doubles the buffer instead of using st_size: files in /proc report 0 and pipes report
    // nothing.
    if (filled == bytes.size()) bytes.resize(std::max(kReadBytes, 2 * bytes.size()));
    const ssize_t got = read(fd, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailureFromErrno(errno, "cannot read " + std::string(name));
    if (got == 0) break;
    filled += static_cast<size_t>(got);
    if (filled > bytes_max) {
      return Failure{Reason::kTooLarge,
                     fmt::format("{} is larger than the limit of {}", name, HumanBytes(bytes_max))};
    }
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace photomill
