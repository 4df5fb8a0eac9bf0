#include "tests/integration/ssh/ssh_test.h"

#include <signal.h>

#include <algorithm>
#include <sstream>

#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"

namespace photomill::test {

void SshTest::SetUp() {
  const std::string why = SshSite::WhyNoHosts();
  if (!why.empty()) GTEST_SKIP() << why;
  cluster_.folder().MakeFolder("src");
  cluster_.folder().MakeFolder("dst");
  site_.emplace(cluster_.folder(), cluster_.source(), cluster_.destination());
}

void SshTest::TearDown() {
  if (!site_) return;
  site_->EndEverySshd();
  if (HasFailure()) {
    for (const RunningProcess& process : OwnProcesses()) kill(process.pid, SIGKILL);
  }
  EXPECT_EQ(ProcessesLeft(), "");
}

Program SshTest::StartCoordinator(const Launch& launch) {
  return cluster_.StartCoordinator({"--secure", "--exit_when_done"}, launch);
}

Program SshTest::StartPatientCoordinator() {
  WritePhotos(cluster_.folder(), "src/000-listed-first", kListedFirst);
  cluster_.folder().MakeFolder("src/zzz-listed-last");
  return StartCoordinator(
      {.environment = {"LD_PRELOAD=" PHOTOMILL_SLOW_LISTING,
                       "PHOTOMILL_TEST_SLOW_FOLDER=" + cluster_.source() + "/zzz-listed-last",
                       "PHOTOMILL_TEST_GO_ON=" + cluster_.folder().At("go-on")}});
}

Ended SshTest::StartWorkers(const Arguments& lines) const {
  return site_->Run("start-workers", {JoinFlag()}, lines);
}

Ended SshTest::Status(const Arguments& lines) const {
  return site_->Run("status-workers", {}, lines);
}

Ended SshTest::StopWorkers(const Arguments& lines, const Arguments& options) const {
  return site_->Run("stop-workers", options, lines);
}

pid_t SshTest::WorkerOn(const SshHost& host, const std::string& worker) {
  for (const RunningProcess& process :
       OwnProcessesWith("--join=" + host.WorkerFolder(worker) + "/join")) {
    if (process.command.find("--engine_fd=") == std::string::npos) return process.pid;
  }
  return 0;
}

testing::AssertionResult HasLineWith(const std::string& text, const Arguments& words) {
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    if (std::all_of(words.begin(), words.end(), [&](const std::string& word) {
          return line.find(word) != std::string::npos;
        })) {
      return testing::AssertionSuccess();
    }
  }
  testing::AssertionResult none = testing::AssertionFailure() << "no line has all of";
  for (const std::string& word : words) none << " '" << word << "'";
  return none << " in:\n" << text;
}

std::string JoinValue(const std::string& join_text, const std::string& word) {
  std::istringstream lines(join_text);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with(word + " ")) return line.substr(word.size() + 1);
  }
  ADD_FAILURE() << "the join file has no " << word;
  return {};
}

}  // namespace photomill::test
