#include "tests/integration/support/own_control_group.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMount = "/sys/fs/cgroup";

// Where a group with the controller can be created: below this process's own, or below the mount.
std::vector<std::string> Parents(const std::string& controller) {
  std::vector<std::string> parents;
  std::ifstream lines("/proc/self/cgroup");
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':');
    const size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool lists_it = controllers.find("," + controller + ",") != std::string::npos;
    if (controllers != ",," && !lists_it) continue;
    const std::string mount = lists_it ? std::string(kMount) + "/" + controller : kMount;
    parents.push_back(mount + line.substr(second + 1));
    parents.push_back(mount);
  }
  return parents;
}

// Whether the kernel created one of the controller's files there.
bool HasKnob(const std::string& folder, const std::string& controller) {
  const std::vector<std::string> knobs =
      controller == "cpu" ? std::vector<std::string>{"cpu.max", "cpu.cfs_quota_us"}
                          : std::vector<std::string>{"memory.max", "memory.limit_in_bytes"};
  return fs::exists(folder + "/" + knobs[0]) || fs::exists(folder + "/" + knobs[1]);
}

}  // namespace

std::optional<OwnControlGroup> OwnControlGroup::Make(const std::string& controller) {
  static int count = 0;
  const std::string name =
      "/photomill-test-" + std::to_string(getpid()) + "-" + std::to_string(++count);
  for (const std::string& parent : Parents(controller)) {
    std::error_code error;
    if (!fs::create_directory(parent + name, error) || error) continue;
    OwnControlGroup group(parent + name);
    if (!HasKnob(group.folder_, controller)) continue;
    // Whether processes are allowed to enter shows only when one does.
    if (StartCommand({"/bin/true"}, group.Inside()).Wait().Exited(0)) return group;
  }
  return std::nullopt;
}

OwnControlGroup::OwnControlGroup(OwnControlGroup&& other) noexcept
    : folder_(std::exchange(other.folder_, {})) {}

OwnControlGroup::~OwnControlGroup() {
  if (folder_.empty()) return;
  EXPECT_TRUE(WaitUntil([&] { return rmdir(folder_.c_str()) == 0; })) << folder_;
}

bool OwnControlGroup::SetProcessorQuota(uint64_t quota_us, uint64_t period_us) const {
  const std::string quota = std::to_string(quota_us);
  const std::string period = std::to_string(period_us);
  if (fs::exists(folder_ + "/cpu.max")) return Write("cpu.max", quota + " " + period);
  return Write("cpu.cfs_period_us", period) && Write("cpu.cfs_quota_us", quota);
}

bool OwnControlGroup::SetMemoryLimit(uint64_t bytes) const {
  const bool version_2 = fs::exists(folder_ + "/memory.max");
  return Write(version_2 ? "memory.max" : "memory.limit_in_bytes", std::to_string(bytes));
}

Launch OwnControlGroup::Inside() const {
  Launch launch;
  launch.behind = {"/bin/sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", folder_ + "/cgroup.procs"};
  return launch;
}

bool OwnControlGroup::Write(const std::string& file, const std::string& text) const {
  std::ofstream out(folder_ + "/" + file);
  out << text << std::flush;
  return out.good();
}

}  // namespace photomill::test
