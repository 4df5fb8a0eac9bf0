// Loaded into a coordinator (LD_PRELOAD): a store whose listing hangs. From the folder named in
// PHOTOMILL_TEST_SLOW_FOLDER on, the listing waits until the file in PHOTOMILL_TEST_GO_ON exists.
// Replaces the C library's function of the same name.
#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" ssize_t getdents64(int fd, void* buffer, size_t length) {
  std::array<char, 4096> path{};
  const char* const slow = std::getenv("PHOTOMILL_TEST_SLOW_FOLDER");
  const char* const go_on = std::getenv("PHOTOMILL_TEST_GO_ON");
  std::array<char, 64> name{};
  std::snprintf(name.data(), name.size(), "/proc/self/fd/%d", fd);
  if (slow != nullptr && go_on != nullptr &&
      readlink(name.data(), path.data(), path.size() - 1) > 0 &&
      std::strcmp(path.data(), slow) == 0) {
    while (access(go_on, F_OK) != 0) usleep(2'000);
  }
  return syscall(SYS_getdents64, fd, buffer, length);
}
