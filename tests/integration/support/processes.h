// The processes that belong to a test: those it started and all that those started. They are known
// by a mark in their environment.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace photomill::test {

struct RunningProcess {
  pid_t pid = 0;
  pid_t parent = 0;
  std::string command;  // its arguments, with spaces between
};

// "NAME=value": the mark of this test's processes.
std::string ProcessMark();

// Those that run now.
std::vector<RunningProcess> OwnProcesses();
// Of these, those with `text` in their command line: "photomill-worker", "--engine_fd".
std::vector<RunningProcess> OwnProcessesWith(const std::string& text);

// What still runs when every program of the test has ended, after all the time that it takes the
// system to end a child whose parent was killed. Empty is right: EXPECT_EQ(ProcessesLeft(), "").
std::string ProcessesLeft();

}  // namespace photomill::test
