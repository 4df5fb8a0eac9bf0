// Loaded into coordinators and workers (LD_PRELOAD): makes a store slow. Reading files below
// PHOTOMILL_BENCH_SLOW_READS, and syncing files below PHOTOMILL_BENCH_SLOW_SYNCS, takes
// PHOTOMILL_BENCH_SLOW_MS milliseconds more per call. With PHOTOMILL_BENCH_SLOW_SHARED=FILE the
// calls of all processes are served one after another, as by a disk or a server that is full.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <mutex>
#include <string>

namespace {

bool IsBelow(int fd, const char* folder) {
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink(link.c_str(), path.data(), path.size());
  return length > 0 && std::string(path.data(), static_cast<size_t>(length)).starts_with(folder);
}

void Sleep() {
  static const char* const milliseconds = std::getenv("PHOTOMILL_BENCH_SLOW_MS");
  if (milliseconds != nullptr) usleep(static_cast<useconds_t>(1000 * std::atoi(milliseconds)));
}

void Delay() {
  static const char* const shared = std::getenv("PHOTOMILL_BENCH_SLOW_SHARED");
  if (shared == nullptr) {
    Sleep();
    return;
  }
  // A lock of a file belongs to its open file, and all threads of a process share this one.
  static std::mutex own;
  static const int lock = open(shared, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  const std::lock_guard guard(own);
  flock(lock, LOCK_EX);
  Sleep();
  flock(lock, LOCK_UN);
}

void DelayIfBelow(int fd, const char* folder) {
  if (folder != nullptr && IsBelow(fd, folder)) Delay();
}

}  // namespace

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved
extern "C" ssize_t read(int fd, void* buffer, size_t size) {
  static const auto real =
      reinterpret_cast<ssize_t (*)(int, void*, size_t)>(dlsym(RTLD_NEXT, "read"));
  static const char* const folder = std::getenv("PHOTOMILL_BENCH_SLOW_READS");
  DelayIfBelow(fd, folder);
  return real(fd, buffer, size);
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved
extern "C" int fdatasync(int fd) {
  static const auto real = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "fdatasync"));
  static const char* const folder = std::getenv("PHOTOMILL_BENCH_SLOW_SYNCS");
  DelayIfBelow(fd, folder);
  return real(fd);
}
