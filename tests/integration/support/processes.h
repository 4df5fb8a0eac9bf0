// The processes that belong to a test: those it started and all their descendants. They are
// recognised by a mark in their environment.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace photomill::test {

struct RunningProcess {
  pid_t pid = 0;
  pid_t parent = 0;
  std::string command;  // its arguments, separated by spaces
};

// "NAME=value": the mark of this test's processes.
std::string ProcessMark();

// Those that run now.
std::vector<RunningProcess> OwnProcesses();
// Of these, those with `text` in their command line: "photomill-worker", "--engine_fd".
std::vector<RunningProcess> OwnProcessesWith(const std::string& text);

// The nice value of each of its threads, such as 0. Empty if the process has ended.
std::vector<int> NiceValuesOf(pid_t pid);

// The processes that still run after every program of the test has ended, and after the system had
// time to end children whose parent was killed. Expected to be empty: EXPECT_EQ(ProcessesLeft(),
// "").
std::string ProcessesLeft();

}  // namespace photomill::test
