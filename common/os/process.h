// Child processes: started by fork and exec, identified by pidfd (a pid can be reused, a pidfd
// cannot), and reaped. Everything between fork and exec is async-signal-safe, so a process with
// threads may start children.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

struct SpawnOptions {
  // Descriptors that the child inherits under the same numbers. All others above 2 are closed.
  std::vector<int> inherited_fds{};
  std::optional<int> output_fd{};  // becomes the child's standard output; otherwise it shares ours
  std::optional<int> error_fd{};   // becomes its standard error; otherwise it shares ours
  // Sent to the child when the *thread* that started it ends, so start children from a thread that
  // lives as long as they should. 0 for none.
  int parent_death_signal = 0;
  std::vector<int> ignored_signals{};  // ignored by the child from its first instruction
  bool own_process_group = false;      // Ctrl-C in the terminal does not reach it
};

// How a process ended.
struct ProcessExit {
  int code = 0;    // valid if signal is 0
  int signal = 0;  // the signal that killed it

  [[nodiscard]] bool ok() const { return code == 0 && signal == 0; }
  // "exited with 3", "killed by SIGSEGV"
  [[nodiscard]] std::string Describe() const;
  bool operator==(const ProcessExit&) const = default;
};

// A child process. Only one thread may use it at a time. The destructor kills and reaps a child
// that is still running.
class ChildProcess {
 public:
  ChildProcess(pid_t pid, FileDescriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  // Readable for poll() once the process has exited.
  [[nodiscard]] int fd() const { return pidfd_.get(); }

  // How it ended, or nothing while it runs. Can be called repeatedly.
  std::optional<ProcessExit> Poll();
  ProcessExit Wait();

  // Succeeds if the process has already exited.
  Status SendSignal(int signal);

 private:
  std::optional<ProcessExit> Reap(int options);
  void KillAndReap();

  pid_t pid_ = -1;
  FileDescriptor pidfd_;
  std::optional<ProcessExit> exit_;
};

// Starts the program at the path argv[0] (with a slash in it; PATH is not searched). Returns once
// the program runs, so a program that is missing or not executable is reported as a failure here.
// In the child no signal is blocked, and none is ignored unless the options say so.
Result<ChildProcess> SpawnProcess(const std::vector<std::string>& argv,
                                  const SpawnOptions& options = {});

// Raises the soft limit on open files as far as the hard limit and an upper bound allow. Children
// inherit it, so they must not use select().
void RaiseDescriptorLimit();

// Lets other programs go before the calling thread, and before the threads and processes that it
// starts: from 0 to 19, as nice(1). Does nothing if the thread has at least this value already.
void MakeThreadNice(uint32_t nice);

// The folder of this process's executable. photomill's other programs are next to it.
Result<std::string> OwnProgramFolder();

}  // namespace photomill
