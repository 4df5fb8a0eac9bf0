#include "tests/integration/support/processes.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <ios>
#include <sstream>

#include "tests/integration/support/test_folder.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

bool IsNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// Empty if the process ends meanwhile: libstdc++ throws the kernel's error for such a file.
std::string ReadOfProcess(const std::string& path) {
  try {
    return ReadFile(path);
  } catch (const std::ios_base::failure&) {
    return "";
  }
}

// "pid (name) state parent …"; the name can contain anything. State Z has ended and waits for its
// parent.
bool ReadStat(const std::string& folder, RunningProcess& process) {
  const std::string stat = ReadOfProcess(folder + "/stat");
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return false;
  std::istringstream rest(stat.substr(name_end + 1));
  std::string state;
  rest >> state >> process.parent;
  return state != "Z" && state != "X";
}

}  // namespace

std::string ProcessMark() {
  return "PHOTOMILL_TEST_PROCESS=" + std::to_string(getpid());
}

std::vector<RunningProcess> OwnProcesses() {
  std::vector<RunningProcess> processes;
  const std::string mark = ProcessMark() + '\0';
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (!IsNumber(name)) continue;
    const std::string environment = '\0' + ReadOfProcess(entry.path().string() + "/environ");
    if (environment.find('\0' + mark) == std::string::npos) continue;
    RunningProcess process;
    process.pid = static_cast<pid_t>(std::stol(name));
    process.command = ReadOfProcess(entry.path().string() + "/cmdline");
    std::replace(process.command.begin(), process.command.end(), '\0', ' ');
    if (ReadStat(entry.path().string(), process)) processes.push_back(std::move(process));
  }
  return processes;
}

std::vector<RunningProcess> OwnProcessesWith(const std::string& text) {
  std::vector<RunningProcess> processes = OwnProcesses();
  std::erase_if(processes, [&](const RunningProcess& process) {
    return process.command.find(text) == std::string::npos;
  });
  return processes;
}

std::vector<int> NiceValuesOf(pid_t pid) {
  constexpr int kFieldsBefore = 16;  // of the nice value, after the name
  std::vector<int> values;
  std::error_code error;
  const std::string threads = "/proc/" + std::to_string(pid) + "/task";
  const std::filesystem::directory_iterator end;
  for (std::filesystem::directory_iterator thread(threads, error); !error && thread != end;
       thread.increment(error)) {
    const std::string stat = ReadOfProcess(thread->path().string() + "/stat");
    const size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) continue;
    std::istringstream rest(stat.substr(name_end + 1));
    std::string skipped;
    for (int i = 0; i < kFieldsBefore; ++i) rest >> skipped;
    int value = 0;
    if (rest >> value) values.push_back(value);
  }
  return values;
}

std::string ProcessesLeft() {
  if (WaitUntil([] { return OwnProcesses().empty(); })) return {};
  std::string left;
  for (const RunningProcess& process : OwnProcesses()) {
    left += std::to_string(process.pid) + " " + process.command + "\n";
  }
  return left;
}

}  // namespace photomill::test
