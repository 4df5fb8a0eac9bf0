#include "common/os/processor_load.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "common/os/control_group.h"
#include "common/os/files.h"
#include "common/os/memory.h"

namespace photomill {
namespace {

constexpr uint64_t kStatBytesMax =
    4 * 1024 * 1024;  // interrupts of a large machine have long lines
constexpr int kThreadsMax = 1024;

// Takes the next number of a line. Nothing at its end.
std::optional<uint64_t> TakeNumber(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  uint64_t number = 0;
  const auto parsed = std::from_chars(line.data(), line.data() + line.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  line.remove_prefix(static_cast<size_t>(parsed.ptr - line.data()));
  return number;
}

// The second number of a schedstat file: nanoseconds spent waiting on a run queue.
uint64_t WaitIn(const std::string& path) {
  std::array<char, 96> text{};
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return 0;  // the thread has ended
  const ssize_t bytes = read(file.get(), text.data(), text.size());
  if (bytes <= 0) return 0;
  std::string_view line(text.data(), static_cast<size_t>(bytes));
  (void)TakeNumber(line);
  return TakeNumber(line).value_or(0);
}

}  // namespace

MachineProcessorTime ParseMachineProcessors(std::string_view text, uint64_t ticks_per_second) {
  MachineProcessorTime time;
  const uint64_t tick = 1'000'000 / std::max<uint64_t>(1, ticks_per_second);
  while (text.starts_with("cpu")) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(3, end - 3);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with(' ')) {
      ++time.processors;
      continue;
    }
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are part of user and nice.
    std::array<uint64_t, 8> ticks{};
    for (uint64_t& value : ticks) value = TakeNumber(line).value_or(0);
    time.used = (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) * tick;
    time.stolen = ticks[7] * tick;
  }
  return time;
}

MachineProcessorTime MachineProcessors() {
  const Result<std::string> text = ReadWholeFile("/proc/stat", kStatBytesMax);
  if (!text) return {};
  return ParseMachineProcessors(*text, static_cast<uint64_t>(std::max(1L, sysconf(_SC_CLK_TCK))));
}

uint64_t ReadyMicroseconds() {
  std::error_code error;
  uint64_t nanoseconds = 0;
  int threads = 0;
  for (std::filesystem::directory_iterator task("/proc/self/task", error), end;
       task != end && !error; task.increment(error)) {
    if (++threads > kThreadsMax) break;
    nanoseconds += WaitIn(task->path().native() + "/schedstat");
  }
  return nanoseconds / 1000;
}

uint32_t MilliCpusAllowed() {
  const uint64_t affinity = uint64_t{1000} * CpusOfAffinity();
  return static_cast<uint32_t>(
      std::min<uint64_t>(affinity, MilliProcessorLimit(OwnControlGroups())));
}

}  // namespace photomill
