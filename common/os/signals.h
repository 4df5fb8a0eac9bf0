// Signals that are read from a descriptor in an event loop, instead of handlers that run at any
// point.
#pragma once

#include <signal.h>

#include <optional>

#include "common/base/result.h"
#include "common/os/files.h"

namespace photomill {

struct SignalOptions {
  bool children = false;  // also SIGCHLD
};

// Blocks SIGINT, SIGTERM and SIGHUP and returns them from Next(). SIGHUP stays ignored if it was
// ignored when the program started (nohup). Create the listener before the first thread: threads
// inherit blocked signals, and a thread that does not block a signal would be killed by it. Destroy
// it on the thread that created it. It then restores the signals that were blocked before.
class SignalListener {
 public:
  static Result<SignalListener> Make(const SignalOptions& options = {});
  SignalListener(SignalListener&& other) noexcept;
  SignalListener& operator=(SignalListener&&) = delete;
  SignalListener(const SignalListener&) = delete;
  SignalListener& operator=(const SignalListener&) = delete;
  ~SignalListener();

  // Readable while a signal is pending.
  [[nodiscard]] int fd() const { return fd_.get(); }

  // The next signal's number, or nothing if none is pending. One SIGCHLD can stand for many
  // children.
  std::optional<int> Next();

 private:
  SignalListener(FileDescriptor fd, const sigset_t& former) : fd_(std::move(fd)), former_(former) {}

  FileDescriptor fd_;
  sigset_t former_;
};

// From now on, a write to a closed pipe or socket fails with EPIPE instead of killing the process.
void IgnoreBrokenPipes();

// From now on, a SIGBUS (a write to a mapped file whose file system is full) ends the process with
// `text` on standard error and this exit code. `text` must live as long as the process.
void ExitOnBusError(const char* text, int exit_code);

}  // namespace photomill
