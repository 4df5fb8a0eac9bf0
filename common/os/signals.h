// Signals as something to read from a descriptor, in the order of a loop, instead of handlers that
// run between any two instructions.
#pragma once

#include <signal.h>

#include <optional>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

struct SignalOptions {
  bool children = false;  // SIGCHLD as well
};

// Blocks SIGINT, SIGTERM and SIGHUP and hands them out; SIGHUP not where it was ignored when the
// program started (nohup): it stays ignored. Make it before the first thread is made: threads
// inherit what is blocked, and one that does not block a signal would die of it. It ends on the
// thread that made it, and what was blocked before is restored.
class SignalListener {
 public:
  static Result<SignalListener> Make(const SignalOptions& options = {});
  SignalListener(SignalListener&& other) noexcept;
  SignalListener& operator=(SignalListener&&) = delete;
  SignalListener(const SignalListener&) = delete;
  SignalListener& operator=(const SignalListener&) = delete;
  ~SignalListener();

  // Readable while a signal waits.
  [[nodiscard]] int fd() const { return fd_.get(); }

  // The next signal's number, nothing where none waits. One SIGCHLD may stand for many children.
  std::optional<int> Next();

 private:
  SignalListener(FileDescriptor fd, const sigset_t& former) : fd_(std::move(fd)), former_(former) {}

  FileDescriptor fd_;
  sigset_t former_;
};

// A write to a closed pipe or socket fails with EPIPE from now on, instead of ending the process.
void IgnoreBrokenPipes();

// A store into a mapped file for which its file system has no room (SIGBUS) ends the process from
// now on with `text` on standard error and this exit code. `text` has to live as long as the
// process.
void ExitOnBusError(const char* text, int exit_code);

}  // namespace photomill
