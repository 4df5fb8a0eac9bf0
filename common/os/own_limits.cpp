#include "common/os/own_limits.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "common/os/files.h"

namespace photomill {
namespace {

constexpr uint64_t kProcFileBytesMax = 64 * 1024;

// The number after `label` in one of the kernel's text files.
std::optional<uint64_t> NumberBehind(const std::string& path, std::string_view label) {
  const Result<std::string> text = ReadWholeFile(path, kProcFileBytesMax);
  if (!text) return std::nullopt;
  const size_t at = text->find(label);
  if (at == std::string::npos) return std::nullopt;
  std::string_view rest = std::string_view(*text).substr(at + label.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

// Never exceeds a limit that is already set.
Status Limit(__rlimit_resource resource, uint64_t soft, uint64_t hard, const char* what) {
  rlimit limit{};
  if (getrlimit(resource, &limit) == 0) {
    limit.rlim_max = std::min<rlim_t>(limit.rlim_max, hard);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, soft);
    if (setrlimit(resource, &limit) == 0) return {};
  }
  return FailureFromErrno(errno, std::string("cannot limit this process's ") + what);
}

}  // namespace

Status LimitOwnMemory(uint64_t more_bytes) {
  // RLIMIT_DATA counts writable memory (heap and private mappings), not the libraries' code.
  const std::optional<uint64_t> kibibytes = NumberBehind("/proc/self/status", "\nVmData:");
  if (!kibibytes) return Failure{Reason::kInternal, "/proc/self/status has no VmData"};
  const uint64_t bytes = *kibibytes * 1024 + more_bytes;
  return Limit(RLIMIT_DATA, bytes, bytes, "memory");
}

Status LimitOwnProcessorTime(Duration time) {
  const auto whole = static_cast<uint64_t>(std::chrono::ceil<seconds>(time).count());
  return Limit(RLIMIT_CPU, whole, whole + 5, "CPU time");
}

Status LimitOwnFileSize(uint64_t bytes) {
  return Limit(RLIMIT_FSIZE, bytes, bytes, "files");
}

Status LeaveNoCore() {
  return Limit(RLIMIT_CORE, 0, 0, "core files");
}

void BeEndedFirst() {
  // Not essential: without it, the kernel chooses by size.
  Result<FileDescriptor> file = OpenFile("/proc/self/oom_score_adj", O_WRONLY);
  if (file) (void)WriteAll(file->get(), "1000");
}

uint64_t KillsForMemory() {
  return NumberBehind("/proc/vmstat", "\noom_kill ").value_or(0);
}

}  // namespace photomill
