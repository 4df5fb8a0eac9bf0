#include "common/os/control_group.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <string_view>
#include <vector>

#include "common/os/files.h"

namespace photomill {
namespace {

constexpr uint64_t kSmallFileBytesMax = 1024 * 1024;

std::string SmallFile(const std::string& path) {
  Result<std::string> text = ReadWholeFile(path, kSmallFileBytesMax);
  return text ? *std::move(text) : "";
}

// The numbers at the beginning of a file. Empty for "max", "-1" and a missing file.
std::vector<uint64_t> NumbersIn(const std::string& path) {
  const std::string text = SmallFile(path);
  std::vector<uint64_t> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    at = std::find_if_not(at, end, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
    uint64_t number = 0;
    const auto parsed = std::from_chars(at, end, number);
    if (parsed.ec != std::errc()) return numbers;
    numbers.push_back(number);
    at = parsed.ptr;
  }
}

// A cgroup hierarchy and the process's position in it.
struct Hierarchy {
  std::string root;   // its mount point
  std::string group;  // "/docker/1a2b", below the root
  bool is_version_2 = false;
};

bool Lists(std::string_view controllers, std::string_view controller) {
  std::string list = ",";
  list += controllers;
  list += ",";
  return list.find("," + std::string(controller) + ",") != std::string::npos;
}

// Parses the lines of /proc/PID/cgroup: "0::/user.slice" for version 2,
// "4:cpu,cpuacct:/docker/1a2b" for version 1. If both versions are used, version 2 is mounted in
// its own folder. A hierarchy of version 1 is mounted under the names of its controllers, or of one
// of them.
std::vector<Hierarchy> HierarchiesWith(std::string_view controller, const ControlGroups& groups) {
  std::vector<Hierarchy> found;
  std::string_view rest = groups.membership;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const size_t first = line.find(':');
    const size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string controllers(line.substr(first + 1, second - first - 1));
    const std::string group(line.substr(second + 1));
    if (controllers.empty()) {
      found.push_back({groups.mount, group, true});
      found.push_back({groups.mount + "/unified", group, true});
    } else if (Lists(controllers, controller)) {
      for (const std::string& name : {controllers, std::string(controller)}) {
        found.push_back({groups.mount + "/" + name, group, false});
      }
    }
  }
  return found;
}

// The minimum of `read` over the folders of a cgroup and its parents.
template <typename Limit>
Limit LowestOnTheWayUp(const Hierarchy& hierarchy,
                       const std::function<Limit(const std::string&)>& read) {
  Limit lowest = read(hierarchy.root);
  for (std::string group = hierarchy.group; group.size() > 1; group = FolderOf(group)) {
    lowest = std::min(lowest, read(hierarchy.root + group));
  }
  return lowest;
}

uint64_t MemoryIn(const std::string& file) {
  const std::vector<uint64_t> numbers = NumbersIn(file);
  return numbers.empty() ? kNoMemoryLimit : numbers[0];
}

// In thousandths.
uint32_t ProcessorsOf(uint64_t quota_us, uint64_t period_us) {
  if (period_us == 0) return kNoProcessorLimit;
  constexpr uint64_t kMost = uint64_t{1} << 50;  // no product below overflows
  const uint64_t period = std::min(period_us, kMost);
  const uint64_t rounded_up = (std::min(quota_us, kMost) * 1000 + period - 1) / period;
  return static_cast<uint32_t>(std::clamp<uint64_t>(rounded_up, 1, kNoProcessorLimit));
}

// "150000 100000": quota and period in microseconds.
uint32_t ProcessorsInVersion2(const std::string& folder) {
  const std::vector<uint64_t> numbers = NumbersIn(folder + "/cpu.max");
  return numbers.size() < 2 ? kNoProcessorLimit : ProcessorsOf(numbers[0], numbers[1]);
}

uint32_t ProcessorsInVersion1(const std::string& folder) {
  const std::vector<uint64_t> quota = NumbersIn(folder + "/cpu.cfs_quota_us");
  const std::vector<uint64_t> period = NumbersIn(folder + "/cpu.cfs_period_us");
  return quota.empty() || period.empty() ? kNoProcessorLimit : ProcessorsOf(quota[0], period[0]);
}

}  // namespace

ControlGroups OwnControlGroups() {
  ControlGroups groups;
  groups.membership = SmallFile("/proc/self/cgroup");
  return groups;
}

uint64_t MemoryLimitBytes(const ControlGroups& groups) {
  uint64_t lowest = kNoMemoryLimit;
  for (const Hierarchy& hierarchy : HierarchiesWith("memory", groups)) {
    const char* file = hierarchy.is_version_2 ? "/memory.max" : "/memory.limit_in_bytes";
    lowest = std::min(lowest, LowestOnTheWayUp<uint64_t>(hierarchy, [&](const std::string& folder) {
                        return MemoryIn(folder + file);
                      }));
  }
  return lowest;
}

uint32_t ProcessorLimit(const ControlGroups& groups) {
  const uint32_t thousandths = MilliProcessorLimit(groups);
  if (thousandths == kNoProcessorLimit) return kNoProcessorLimit;
  return thousandths / 1000 + (thousandths % 1000 != 0 ? 1 : 0);
}

uint32_t MilliProcessorLimit(const ControlGroups& groups) {
  uint32_t lowest = kNoProcessorLimit;
  for (const Hierarchy& hierarchy : HierarchiesWith("cpu", groups)) {
    lowest = std::min(lowest, LowestOnTheWayUp<uint32_t>(hierarchy, hierarchy.is_version_2
                                                                        ? ProcessorsInVersion2
                                                                        : ProcessorsInVersion1));
  }
  return lowest;
}

}  // namespace photomill
