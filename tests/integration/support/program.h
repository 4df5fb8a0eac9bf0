// photomill as users run it: the real programs of this build, started as processes. Their output is
// captured in memory and can be read while they run. Every process that is started here, and all
// its descendants, are marked as this test's (processes.h finds them).
#pragma once

#include <string>
#include <vector>

#include "common/os/process.h"

namespace photomill::test {

using Arguments = std::vector<std::string>;

struct Launch {
  std::vector<std::string> environment{};  // "NAME=value", in addition to ours
  // A command to which the program is appended: {"/usr/bin/setpriv", "--reuid=65534"}. It has to
  // become the program (exec), or signals do not reach it.
  std::vector<std::string> behind{};
  // The directory of the programs; empty: where this build put them.
  std::string programs{};
};

// How a program ended.
struct Ended {
  ProcessExit exit;
  std::string out;  // standard output
  std::string err;  // standard error

  [[nodiscard]] bool Exited(int code) const { return exit.signal == 0 && exit.code == code; }
  // For messages of failed checks: how it ended and all its output.
  [[nodiscard]] std::string All() const;
};

// A program that runs in parallel to the test. Killed at the end of its scope if it still runs.
class Program {
 public:
  Program(ChildProcess process, FileDescriptor out, FileDescriptor err)
      : process_(std::move(process)), out_(std::move(out)), err_(std::move(err)) {}

  [[nodiscard]] pid_t pid() const { return process_.pid(); }
  [[nodiscard]] bool Running() { return !process_.Poll().has_value(); }
  // SIGINT, SIGTERM, SIGKILL.
  void Signal(int signal);
  // Waits for its end. If it hangs, it is killed, and the test fails.
  Ended Wait();

  // So far.
  [[nodiscard]] std::string Out() const;
  [[nodiscard]] std::string Err() const;
  // Waits until it has printed `text` on standard output or standard error. False if it ended
  // without it.
  [[nodiscard]] bool Says(const std::string& text);

 private:
  ChildProcess process_;
  FileDescriptor out_;
  FileDescriptor err_;
};

// `photomill ARGUMENTS...`
Program StartPhotomill(const Arguments& arguments, const Launch& launch = {});
Ended RunPhotomill(const Arguments& arguments, const Launch& launch = {});

// Another command, /with/its/path, in the same way.
Program StartCommand(const Arguments& command, const Launch& launch = {});

// The directory of photomill and its sister programs.
std::string ProgramFolder();

// The address in "serving workers at tcp://127.0.0.1:45123", once a coordinator that listens at
// port 0 has printed it. Empty if it ended without.
std::string AwaitEndpoint(Program& coordinator);

}  // namespace photomill::test
