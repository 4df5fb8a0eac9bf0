#include "common/os/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace photomill {
namespace {

const char* bus_error_text = "";
int bus_error_code = 0;

// Calls only async-signal-safe functions.
void OnBusError(int /*signal*/) {
  (void)!write(STDERR_FILENO, bus_error_text, strlen(bus_error_text));
  _exit(bus_error_code);
}

}  // namespace

Result<SignalListener> SignalListener::Make(const SignalOptions& options) {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGTERM);
  struct sigaction hangup {};
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    sigaddset(&wanted, SIGHUP);
  }
  if (options.children) sigaddset(&wanted, SIGCHLD);
  FileDescriptor fd(signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd.valid()) return FailureFromErrno(errno, "cannot listen for signals");
  sigset_t former;
  if (const int error = pthread_sigmask(SIG_BLOCK, &wanted, &former); error != 0) {
    return FailureFromErrno(error, "cannot block signals");
  }
  return SignalListener(std::move(fd), former);
}

SignalListener::SignalListener(SignalListener&& other) noexcept
    : fd_(std::move(other.fd_)), former_(other.former_) {}

SignalListener::~SignalListener() {
  if (!fd_.valid()) return;
  pthread_sigmask(SIG_SETMASK, &former_, nullptr);
}

std::optional<int> SignalListener::Next() {
  signalfd_siginfo info{};
  ssize_t got = -1;
  do {
    got = read(fd_.get(), &info, sizeof info);
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

void IgnoreBrokenPipes() {
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

void ExitOnBusError(const char* text, int exit_code) {
  bus_error_text = text;
  bus_error_code = exit_code;
  struct sigaction action {};
  action.sa_handler = &OnBusError;
  sigaction(SIGBUS, &action, nullptr);
}

}  // namespace photomill
