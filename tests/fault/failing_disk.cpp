// Loaded into workers (LD_PRELOAD): a disk that fails only for this program. While the file
// PHOTOMILL_TEST_BROKEN_WHILE exists, reading and syncing files below PHOTOMILL_TEST_BROKEN_BELOW
// fails with EIO. Each failure is recorded, with its time, in a file next to the first one.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <string>

namespace {

bool IsBelow(int fd, const char* folder) {
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink(link.c_str(), path.data(), path.size());
  return length > 0 && std::string(path.data(), static_cast<size_t>(length)).starts_with(folder);
}

void WriteDown(const std::string& file) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const std::string line =
      std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) + "\n";
  const int fd = open(file.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0644);
  (void)!write(fd, line.data(), line.size());
  close(fd);
}

bool Fails(int fd) {
  static const char* const below = std::getenv("PHOTOMILL_TEST_BROKEN_BELOW");
  static const char* const broken = std::getenv("PHOTOMILL_TEST_BROKEN_WHILE");
  if (below == nullptr || broken == nullptr || access(broken, F_OK) != 0) return false;
  if (!IsBelow(fd, below)) return false;
  WriteDown(std::string(broken) + ".log");
  errno = EIO;
  return true;
}

}  // namespace

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved
extern "C" ssize_t read(int fd, void* buffer, size_t size) {
  static const auto real =
      reinterpret_cast<ssize_t (*)(int, void*, size_t)>(dlsym(RTLD_NEXT, "read"));
  return Fails(fd) ? -1 : real(fd, buffer, size);
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): theirs are reserved
extern "C" int fdatasync(int fd) {
  static const auto real = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "fdatasync"));
  return Fails(fd) ? -1 : real(fd);
}
