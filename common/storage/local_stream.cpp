#include "common/storage/local_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace photomill::local {
namespace {

// Large enough that calls cost little, and small enough to stay in a processor's cache.
constexpr size_t kStreamPieceBytes = 256UL << 10;

}  // namespace

Result<uint64_t> StreamBytes(int fd, const std::string& path,
                             const std::function<void(std::string_view bytes)>& on_bytes,
                             const OnAnswer& on_answer) {
  // Kept for the thread's next file: most files are small, and new pages cost more than reading.
  thread_local std::vector<char> buffer(kStreamPieceBytes);
  (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  uint64_t bytes = 0;
  while (true) {
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ReadFailure(errno, "cannot read " + path);
    if (got == 0) return bytes;
    TellAnswer(on_answer);
    bytes += static_cast<uint64_t>(got);
    on_bytes({buffer.data(), static_cast<size_t>(got)});
  }
}

}  // namespace photomill::local
