#include "tests/fault/broken_disk.h"

#include <filesystem>
#include <sstream>

namespace photomill::test {
namespace {

constexpr const char* kBroken = "broken/disk";
constexpr std::string_view kPreload = "LD_PRELOAD=";

}  // namespace

Launch WithBrokenDisk(const TestFolder& folder, const std::string& path, Launch launch) {
  folder.Write(kBroken, "");
  std::string preload = std::string(kPreload) + PHOTOMILL_FAILING_DISK;
  for (std::string& variable : launch.environment) {
    if (!variable.starts_with(kPreload)) continue;
    preload += ":" + variable.substr(kPreload.size());
    variable = "PHOTOMILL_TEST_WITHOUT=";
  }
  launch.environment.push_back(preload);
  launch.environment.push_back("PHOTOMILL_TEST_BROKEN_BELOW=" + path);
  launch.environment.push_back("PHOTOMILL_TEST_BROKEN_WHILE=" + folder.At(kBroken));
  return launch;
}

void MendDisk(const TestFolder& folder) {
  std::filesystem::remove(folder.At(kBroken));
}

std::vector<int64_t> FailuresOfDisk(const TestFolder& folder) {
  std::istringstream lines(ReadFile(folder.At(kBroken) + ".log"));
  std::vector<int64_t> times;
  for (int64_t time = 0; lines >> time;) times.push_back(time);
  return times;
}

}  // namespace photomill::test
