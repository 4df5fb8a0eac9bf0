// Child processes: started by fork and exec, told apart by pidfd (a pid can be used again, a pidfd
// cannot), reaped. Everything between fork and exec is async-signal-safe, so that a process with
// threads may start children.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

struct SpawnOptions {
  // Descriptors that the child keeps, under the same numbers. All others above 2 are closed.
  std::vector<int> inherited_fds{};
  std::optional<int> output_fd{};  // becomes the child's standard output; else it shares ours
  std::optional<int> error_fd{};   // becomes its standard error; else it shares ours
  // Sent to the child when the *thread* that started it ends: start children from a thread that
  // lives as long as they should. 0 for none.
  int parent_death_signal = 0;
  std::vector<int> ignored_signals{};  // by the child, from before its first instruction
  bool own_process_group = false;      // Ctrl-C on the terminal does not reach it
};

// How a process ended.
struct ProcessExit {
  int code = 0;    // where signal is 0
  int signal = 0;  // that killed it

  [[nodiscard]] bool ok() const { return code == 0 && signal == 0; }
  // "exited with 3", "killed by SIGSEGV"
  [[nodiscard]] std::string Describe() const;
  bool operator==(const ProcessExit&) const = default;
};

// A child process. One thread uses it at a time. A child that still runs when its object ends is
// killed and reaped: nothing is left behind by a forgotten one.
class ChildProcess {
 public:
  ChildProcess(pid_t pid, FileDescriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  // Readable for poll() once the process has ended.
  [[nodiscard]] int fd() const { return pidfd_.get(); }

  // How it ended, or nothing while it runs. May be asked again and again.
  std::optional<ProcessExit> Poll();
  ProcessExit Wait();

  // Sending to a process that has ended is no failure.
  Status SendSignal(int signal);

 private:
  std::optional<ProcessExit> Reap(int options);
  void KillAndReap();

  pid_t pid_ = -1;
  FileDescriptor pidfd_;
  std::optional<ProcessExit> exit_;
};

// Starts the program at the path argv[0] (with a slash in it; PATH is not searched). Returns once
// the program really runs: one that does not exist or may not be executed is a failure here.
// In the child no signal is blocked, nor ignored unless the options say so.
Result<ChildProcess> SpawnProcess(const std::vector<std::string>& argv,
                                  const SpawnOptions& options = {});

// Raises the limit on this process's open files as far as the system lets it without rights, up to
// a bound. Children inherit it; programs that use select() must not be among them.
void RaiseDescriptorLimit();

// The folder that holds this process's program: its sister programs stand beside it.
Result<std::string> OwnProgramFolder();

}  // namespace photomill
