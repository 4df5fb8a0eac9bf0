#include "common/os/memory.h"

#include <fmt/core.h>
#include <malloc.h>
#include <sched.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/os/control_group.h"
#include "common/os/files.h"

namespace photomill {
namespace {

constexpr uint64_t kSmallFileBytesMax = 1024 * 1024;

static_assert((limits::kWorkerMemoryLeast - limits::kWorkerMemoryBase) / 4 * 3 >=
                  limits::kWorkerMemoryMin,
              "a worker that starts has memory for an image");

std::optional<uint64_t> LeadingNumber(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  uint64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  return number;
}

milliseconds CpuTimeOf(__rusage_who_t who) {
  rusage usage{};
  PHOTOMILL_CHECK(getrusage(who, &usage) == 0);
  const auto total = seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                     microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  return std::chrono::duration_cast<milliseconds>(total);
}

}  // namespace

uint32_t CpusOfAffinity() {
  // Machines can have more CPUs than a cpu_set_t. EINVAL means that the set is too small.
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

uint32_t CpusAllowed() {
  return std::min(CpusOfAffinity(), ProcessorLimit(OwnControlGroups()));
}

uint64_t MemoryAvailableBytes() {
  const auto pages = static_cast<uint64_t>(std::max(1L, sysconf(_SC_PHYS_PAGES)));
  const auto page_bytes = static_cast<uint64_t>(std::max(1L, sysconf(_SC_PAGESIZE)));
  return std::min(pages * page_bytes, MemoryLimitBytes(OwnControlGroups()));
}

// The budget counts only decoding, deriving and encoding. Subtracted from it are a fixed part
// (kWorkerMemoryBase) and a quarter for parts that grow with the work: fetched sources that wait,
// outputs that wait for their disk, heap fragmentation, and dirty pages, which the kernel charges
// to the cgroup. On a machine without a limit its other programs need some too.
Result<uint64_t> MemoryForPictures(uint64_t available_bytes, uint32_t workers) {
  PHOTOMILL_CHECK(workers > 0);
  const uint64_t share = available_bytes / workers;
  if (share >= limits::kWorkerMemoryLeast) return (share - limits::kWorkerMemoryBase) / 4 * 3;
  const bool one = workers == 1;
  return Invalid(fmt::format(
      "not enough memory for {}: {} are available, but {}at least {}; raise the limit (of the "
      "cgroup, if the machine has more), {}or set --memory=BYTES if you know that it is enough",
      one ? "a worker" : fmt::format("{} workers", workers), HumanBytes(available_bytes),
      one ? "it needs " : "each of them needs ", HumanBytes(limits::kWorkerMemoryLeast),
      one ? "" : "start fewer --workers, "));
}

Result<uint64_t> ResidentAnonymousBytes(pid_t pid) {
  const std::string path = fmt::format("/proc/{}/status", pid);
  const Result<std::string> status = ReadWholeFile(path, kSmallFileBytesMax);
  if (!status.ok()) return status.failure();
  constexpr std::string_view kLabel = "\nRssAnon:";
  const size_t at = status->find(kLabel);
  const std::optional<uint64_t> kibibytes =
      at == std::string::npos ? std::nullopt
                              : LeadingNumber(std::string_view(*status).substr(at + kLabel.size()));
  // A process that has exited but was not reaped has no memory and no such line.
  if (!kibibytes) return Failure{Reason::kStorageUnavailable, path + " has no RssAnon"};
  return *kibibytes * 1024;
}

void KeepFreedMemory(uint64_t bytes) {
  // glibc's maximum. Larger blocks get their own mapping, which is returned when freed.
  constexpr int kMappedFrom = 32 << 20;
  constexpr uint64_t kMost = 1ULL << 30;
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, kMappedFrom);
  mallopt(M_TRIM_THRESHOLD, static_cast<int>(std::min(bytes, kMost)));
}

milliseconds ProcessCpuTime() {
  return CpuTimeOf(RUSAGE_SELF);
}

milliseconds EndedChildrenCpuTime() {
  return CpuTimeOf(RUSAGE_CHILDREN);
}

uint64_t RandomNumber64() {
  uint64_t number = 0;
  // Reads of up to 256 bytes are never short. A signal can interrupt a read early in the boot.
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
