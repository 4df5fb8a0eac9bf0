#include "common/os/process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The header of Debian 12's libc (2.36) lacks extern "C".
extern "C" {
#include <sys/pidfd.h>
}

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "common/base/signal_name.h"

namespace photomill {
namespace {

// Everything that the child needs, allocated before the fork: after it, the child must not
// allocate.
struct ChildPlan {
  std::vector<char*> argv;
  const SpawnOptions* options = nullptr;
  pid_t parent = 0;
  int report_fd = -1;  // receives errno if the program cannot be started
};

// --- Between fork and exec: async-signal-safe calls only --------------------------------------

[[noreturn]] void Report(int report_fd, int error) {
  // If this write fails, it cannot be reported; the parent then only sees the exit code.
  if (write(report_fd, &error, sizeof error) < 0) _exit(126);
  _exit(127);
}

void ResetSignals(const std::vector<int>& ignored) {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &action, nullptr);
  action.sa_handler = SIG_IGN;
  for (const int signal : ignored) sigaction(signal, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// First copies both to above 2: the wanted output could be our descriptor 2, and vice versa.
bool Redirect(const SpawnOptions& options) {
  const int output = options.output_fd ? fcntl(*options.output_fd, F_DUPFD_CLOEXEC, 3) : -1;
  if (options.output_fd && output < 0) return false;
  const int error = options.error_fd ? fcntl(*options.error_fd, F_DUPFD_CLOEXEC, 3) : -1;
  if (options.error_fd && error < 0) return false;
  return (output < 0 || dup2(output, STDOUT_FILENO) >= 0) &&
         (error < 0 || dup2(error, STDERR_FILENO) >= 0);
}

bool KeepOnly(const std::vector<int>& inherited_fds) {
  // Kernels before 5.11 lack the flag. photomill's own descriptors are all close-on-exec anyway.
  close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  for (const int fd : inherited_fds) {
    if (fcntl(fd, F_SETFD, 0) != 0) return false;
  }
  return true;
}

[[noreturn]] void RunChild(const ChildPlan& plan) {
  const SpawnOptions& options = *plan.options;
  if (options.parent_death_signal != 0) {
    if (prctl(PR_SET_PDEATHSIG, options.parent_death_signal) != 0) Report(plan.report_fd, errno);
    // If the parent exited before prctl, the signal never arrives.
    if (getppid() != plan.parent) _exit(127);
  }
  if (options.own_process_group && setpgid(0, 0) != 0) Report(plan.report_fd, errno);
  if (!Redirect(options) || !KeepOnly(options.inherited_fds)) Report(plan.report_fd, errno);
  ResetSignals(options.ignored_signals);
  execv(plan.argv[0], plan.argv.data());
  Report(plan.report_fd, errno);
}

// --- In the parent
// --------------------------------------------------------------------------------

// No signal handler of ours may run in the child before the handlers are reset.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former_);
  }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }

 private:
  sigset_t former_{};
};

// Returns 0 once the program runs (exec closed the pipe), otherwise the errno value.
int AwaitReport(int report_fd) {
  int error = 0;
  ssize_t got = -1;
  do {
    got = read(report_fd, &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof error) ? error : 0;
}

Result<ChildProcess> Fork(const ChildPlan& plan) {
  pid_t pid = -1;
  {
    const BlockedSignals blocked;
    pid = fork();
    if (pid == 0) RunChild(plan);
  }
  if (pid < 0) return FailureFromErrno(errno, "cannot start a process");
  // The child is not reaped yet, so its pid cannot be reused.
  const int pidfd = pidfd_open(pid, 0);
  if (pidfd < 0) {
    const int error = errno;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return FailureFromErrno(error, "cannot watch a process (Linux 5.4 or newer is needed)");
  }
  return ChildProcess(pid, FileDescriptor(pidfd));
}

}  // namespace

std::string ProcessExit::Describe() const {
  if (signal == 0) return fmt::format("exited with {}", code);
  return "killed by " + SignalName(signal);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)), exit_(other.exit_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    KillAndReap();
    pid_ = std::exchange(other.pid_, -1);
    pidfd_ = std::move(other.pidfd_);
    exit_ = other.exit_;
  }
  return *this;
}

ChildProcess::~ChildProcess() {
  KillAndReap();
}

void ChildProcess::KillAndReap() {
  if (!pidfd_.valid() || exit_) return;
  pidfd_send_signal(pidfd_.get(), SIGKILL, nullptr, 0);
  Reap(0);
}

std::optional<ProcessExit> ChildProcess::Reap(int options) {
  if (exit_) return exit_;
  siginfo_t info{};
  int answer = -1;
  do {
    answer = waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED | options);
  } while (answer != 0 && errno == EINTR);
  PHOTOMILL_CHECK(answer == 0);  // nothing else may reap our children
  if (info.si_pid == 0) return std::nullopt;
  exit_ =
      info.si_code == CLD_EXITED ? ProcessExit{info.si_status, 0} : ProcessExit{0, info.si_status};
  return exit_;
}

std::optional<ProcessExit> ChildProcess::Poll() {
  return Reap(WNOHANG);
}

ProcessExit ChildProcess::Wait() {
  return *Reap(0);
}

Status ChildProcess::SendSignal(int signal) {
  if (exit_ || pidfd_send_signal(pidfd_.get(), signal, nullptr, 0) == 0 || errno == ESRCH) {
    return {};
  }
  return FailureFromErrno(errno, fmt::format("cannot send a signal to process {}", pid_));
}

Result<ChildProcess> SpawnProcess(const std::vector<std::string>& argv,
                                  const SpawnOptions& options) {
  PHOTOMILL_CHECK(!argv.empty());
  if (argv[0].find('/') == std::string::npos) {
    return Invalid(fmt::format("the program {} must be given with its directory", Quoted(argv[0])));
  }
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return FailureFromErrno(errno, "cannot create a pipe");
  const FileDescriptor read_end(ends[0]);
  FileDescriptor write_end(ends[1]);

  ChildPlan plan;
  for (const std::string& argument : argv) plan.argv.push_back(const_cast<char*>(argument.c_str()));
  plan.argv.push_back(nullptr);
  plan.options = &options;
  plan.parent = getpid();
  plan.report_fd = write_end.get();

  Result<ChildProcess> child = Fork(plan);
  if (!child.ok()) return child.failure();
  write_end.Reset();
  if (const int error = AwaitReport(read_end.get()); error != 0) {
    child->Wait();
    return FailureFromErrno(error, "cannot start " + Quoted(argv[0]));
  }
  return child;
}

void RaiseDescriptorLimit() {
  constexpr rlim_t kEnough = 65536;  // four times the workers that a coordinator accepts
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kEnough) return;
  limit.rlim_cur = std::min(limit.rlim_max, kEnough);
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

void MakeThreadNice(uint32_t nice) {
  // On Linux, a process id of 0 means the calling thread.
  errno = 0;
  const int now = getpriority(PRIO_PROCESS, 0);
  if (errno != 0 || now >= static_cast<int>(nice)) return;
  (void)setpriority(PRIO_PROCESS, 0, static_cast<int>(nice));
}

Result<std::string> OwnProgramFolder() {
  std::string path(PATH_MAX, '\0');
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length < 0) return FailureFromErrno(errno, "cannot find the program's own file");
  path.resize(static_cast<size_t>(length));
  return FolderOf(path);
}

}  // namespace photomill
