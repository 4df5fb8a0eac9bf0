#include "common/os/memory.h"

#include <sched.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>

#include "common/base/check.h"
#include "common/os/files.h"

namespace photomill {
namespace {

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();
constexpr uint64_t kSmallFileBytesMax = 1024 * 1024;

std::optional<uint64_t> LeadingNumber(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  uint64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  return number;
}

// The limit in this file; "max" and a file that is not there are none.
uint64_t LimitIn(const std::string& path) {
  const Result<std::string> text = ReadWholeFile(path, kSmallFileBytesMax);
  return text.ok() ? LeadingNumber(*text).value_or(kNoLimit) : kNoLimit;
}

// The lowest limit of a group and the groups around it: each of them binds. A container may not see
// its own path from the inside; then the mount's root is its group.
uint64_t LowestLimit(const std::string& mount, std::string group, const std::string& file) {
  uint64_t lowest = LimitIn(mount + "/" + file);
  while (group.size() > 1) {
    std::string path = mount;
    path += group;
    path += "/";
    path += file;
    lowest = std::min(lowest, LimitIn(path));
    group = FolderOf(group);
  }
  return lowest;
}

}  // namespace

uint32_t CpusAllowed() {
  // Machines may have more processors than a cpu_set_t: EINVAL tells that the set is too small.
  for (size_t cpus = CPU_SETSIZE; cpus <= (1U << 20); cpus *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(
        CPU_ALLOC(cpus), [](cpu_set_t* allocated) { CPU_FREE(allocated); });
    const size_t bytes = CPU_ALLOC_SIZE(cpus);
    if (set == nullptr) break;
    if (sched_getaffinity(0, bytes, set.get()) == 0) {
      return static_cast<uint32_t>(std::max(1, CPU_COUNT_S(bytes, set.get())));
    }
    if (errno != EINVAL) break;
  }
  return static_cast<uint32_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

uint64_t MemoryAvailableBytes() {
  const auto pages = static_cast<uint64_t>(std::max(1L, sysconf(_SC_PHYS_PAGES)));
  const auto page_bytes = static_cast<uint64_t>(std::max(1L, sysconf(_SC_PAGESIZE)));
  const Result<std::string> groups = ReadWholeFile("/proc/self/cgroup", kSmallFileBytesMax);
  const uint64_t limit =
      groups.ok() ? ControlGroupMemoryLimit(*groups, "/sys/fs/cgroup") : kNoLimit;
  return std::min(pages * page_bytes, limit);
}

// Lines of /proc/self/cgroup: "0::/user.slice" of version 2, "7:memory:/docker/1a2b" of version 1.
uint64_t ControlGroupMemoryLimit(const std::string& cgroup_text, const std::string& mount) {
  uint64_t lowest = kNoLimit;
  std::string_view rest = cgroup_text;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const size_t first = line.find(':');
    const size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string group(line.substr(second + 1));
    if (controllers.empty()) {
      lowest = std::min(lowest, LowestLimit(mount, group, "memory.max"));
    } else if (("," + std::string(controllers) + ",").find(",memory,") != std::string::npos) {
      lowest = std::min(lowest, LowestLimit(mount + "/memory", group, "memory.limit_in_bytes"));
    }
  }
  return lowest;
}

Result<uint64_t> ResidentAnonymousBytes(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/status";
  const Result<std::string> status = ReadWholeFile(path, kSmallFileBytesMax);
  if (!status.ok()) return status.failure();
  constexpr std::string_view kLabel = "\nRssAnon:";
  const size_t at = status->find(kLabel);
  const std::optional<uint64_t> kibibytes =
      at == std::string::npos ? std::nullopt
                              : LeadingNumber(std::string_view(*status).substr(at + kLabel.size()));
  // A process that has ended but was not reaped has no memory and no such line.
  if (!kibibytes) return Failure{Reason::kStorageUnavailable, path + " tells no RssAnon"};
  return *kibibytes * 1024;
}

milliseconds ProcessCpuTime() {
  rusage usage{};
  PHOTOMILL_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  const auto total = seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                     microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  return std::chrono::duration_cast<milliseconds>(total);
}

uint64_t RandomNumber64() {
  uint64_t number = 0;
  // Reads of up to 256 bytes are never cut short; a signal may interrupt the first of a boot.
  ssize_t got = -1;
  do {
    got = getrandom(&number, sizeof number, 0);
  } while (got < 0 && errno == EINTR);
  PHOTOMILL_CHECK(got == static_cast<ssize_t>(sizeof number));
  return number;
}

std::string HostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

}  // namespace photomill
