#include "common/os/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <thread>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;

struct Pipe {
  Pipe() {
    int ends[2];
    PHOTOMILL_CHECK(pipe2(ends, O_CLOEXEC) == 0);
    read_end.Reset(ends[0]);
    write_end.Reset(ends[1]);
  }
  // Reads until every write end is closed.
  std::string ReadAll() {
    write_end.Reset();
    std::string text;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = read(read_end.get(), buffer, sizeof buffer)) > 0) {
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }
  FileDescriptor read_end;
  FileDescriptor write_end;
};

std::vector<std::string> Shell(const std::string& script) {
  return {"/bin/sh", "-c", script};
}

TEST(ProcessTest, TellsTheExitCode) {
  Result<ChildProcess> child = SpawnProcess(Shell("exit 3"));
  ASSERT_TRUE(child.ok()) << child.failure().detail;
  const ProcessExit end = child->Wait();
  EXPECT_EQ(end, (ProcessExit{3, 0}));
  EXPECT_FALSE(end.ok());
  EXPECT_EQ(end.Describe(), "exited with 3");
  EXPECT_EQ(child->Wait(), end) << "may be asked again";
  EXPECT_EQ(child->Poll(), end);
  EXPECT_TRUE(child->SendSignal(SIGTERM).ok()) << "it has ended: no failure";
}

TEST(ProcessTest, TellsTheSignal) {
  Result<ChildProcess> child = SpawnProcess(Shell("kill -SEGV $$"));
  ASSERT_TRUE(child.ok());
  EXPECT_EQ(child->Wait().Describe(), "killed by SIGSEGV");
  EXPECT_EQ((ProcessExit{0, SIGRTMIN + 3}).Describe(),
            "killed by signal " + std::to_string(SIGRTMIN + 3));
}

TEST(ProcessTest, ItsDescriptorIsReadableOnceItHasEnded) {
  Pipe gate;
  SpawnOptions options;
  options.inherited_fds = {gate.read_end.get()};
  Result<ChildProcess> child = SpawnProcess(
      Shell("read line <&" + std::to_string(gate.read_end.get()) + "; exit 0"), options);
  ASSERT_TRUE(child.ok()) << child.failure().detail;
  EXPECT_EQ(child->Poll(), std::nullopt) << "waits for its gate";
  pollfd polled{child->fd(), POLLIN, 0};
  EXPECT_EQ(poll(&polled, 1, 0), 0);
  ASSERT_EQ(WriteAll(gate.write_end.get(), "go\n"), 0);
  EXPECT_EQ(poll(&polled, 1, -1), 1);
  EXPECT_EQ(child->Poll(), (ProcessExit{0, 0}));
}

TEST(ProcessTest, AProgramThatIsNotThereFailsAtTheStart) {
  const Result<ChildProcess> child = SpawnProcess({"/nowhere/photomill-worker"});
  ASSERT_FALSE(child.ok());
  EXPECT_THAT(child.failure().detail, HasSubstr("/nowhere/photomill-worker"));
  EXPECT_THAT(child.failure().detail, HasSubstr("No such file"));
  EXPECT_FALSE(SpawnProcess({"sh"}).ok()) << "PATH is not searched";
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a process is left behind";
  EXPECT_EQ(errno, ECHILD);
}

TEST(ProcessTest, RedirectsOutputAndErrorEvenCrosswise) {
  Pipe output;
  Pipe error;
  SpawnOptions options;
  options.output_fd = output.write_end.get();
  options.error_fd = error.write_end.get();
  Result<ChildProcess> child = SpawnProcess(Shell("echo out; echo err >&2"), options);
  ASSERT_TRUE(child.ok());
  EXPECT_EQ(output.ReadAll(), "out\n");
  EXPECT_EQ(error.ReadAll(), "err\n");
  EXPECT_TRUE(child->Wait().ok());

  Pipe both;
  options.output_fd = both.write_end.get();
  options.error_fd = both.write_end.get();
  child = SpawnProcess(Shell("echo out; echo err >&2"), options);
  ASSERT_TRUE(child.ok());
  EXPECT_EQ(both.ReadAll(), "out\nerr\n");
}

TEST(ProcessTest, KeepsOnlyTheDescriptorsThatItIsGiven) {
  Pipe kept;
  const int leaked = open("/dev/null", O_RDONLY);  // without close-on-exec, as libraries do
  ASSERT_GE(leaked, 0);
  const FileDescriptor owner(leaked);
  SpawnOptions options;
  options.inherited_fds = {kept.write_end.get()};
  const std::string script = "test -e /proc/self/fd/" + std::to_string(leaked) +
                             " && echo leaked >&" + std::to_string(kept.write_end.get()) +
                             "; echo kept >&" + std::to_string(kept.write_end.get());
  Result<ChildProcess> child = SpawnProcess(Shell(script), options);
  ASSERT_TRUE(child.ok());
  EXPECT_EQ(kept.ReadAll(), "kept\n");
  EXPECT_TRUE(child->Wait().ok());
}

TEST(ProcessTest, NoSignalIsBlockedOrIgnoredInTheChild) {
  sigset_t blocked;
  sigset_t former;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &blocked, &former), 0);
  struct sigaction ignore {};
  struct sigaction former_action {};
  ignore.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGPIPE, &ignore, &former_action), 0);
  Pipe output;
  SpawnOptions options;
  options.output_fd = output.write_end.get();
  Result<ChildProcess> child =
      SpawnProcess({"/bin/grep", "-E", "SigBlk|SigIgn", "/proc/self/status"}, options);
  ASSERT_EQ(sigaction(SIGPIPE, &former_action, nullptr), 0);
  ASSERT_EQ(pthread_sigmask(SIG_SETMASK, &former, nullptr), 0);
  ASSERT_TRUE(child.ok());
  EXPECT_EQ(output.ReadAll(), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  EXPECT_TRUE(child->Wait().ok());
}

TEST(ProcessTest, StandsInAGroupOfItsOwnWhereAsked) {
  SpawnOptions options;
  options.own_process_group = true;
  Result<ChildProcess> alone = SpawnProcess(Shell("exec sleep 1000"), options);
  ASSERT_TRUE(alone.ok());
  EXPECT_EQ(getpgid(alone->pid()), alone->pid());
  Result<ChildProcess> together = SpawnProcess(Shell("exec sleep 1000"));
  ASSERT_TRUE(together.ok());
  EXPECT_EQ(getpgid(together->pid()), getpgrp());
  ASSERT_TRUE(alone->SendSignal(SIGTERM).ok());
  EXPECT_EQ(alone->Wait().Describe(), "killed by SIGTERM");
}

TEST(ProcessTest, AForgottenChildIsKilledAndReaped) {
  pid_t pid = -1;
  {
    Result<ChildProcess> child = SpawnProcess(Shell("exec sleep 1000"));
    ASSERT_TRUE(child.ok());
    pid = child->pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

// The child holds the pipe open; the pipe ends only if the child dies with its starter.
TEST(ProcessTest, DiesWithTheThreadThatStartedIt) {
  Pipe life;
  pid_t pid = -1;
  std::optional<ChildProcess> child;
  std::thread([&] {
    SpawnOptions options;
    options.parent_death_signal = SIGKILL;
    options.output_fd = life.write_end.get();
    Result<ChildProcess> started = SpawnProcess(Shell("exec sleep 1000"), options);
    ASSERT_TRUE(started.ok());
    pid = started->pid();
    child.emplace(*std::move(started));
  }).join();
  EXPECT_EQ(life.ReadAll(), "");
  ASSERT_TRUE(child.has_value());
  EXPECT_EQ(child->pid(), pid);
  EXPECT_EQ(child->Wait().Describe(), "killed by SIGKILL");
}

TEST(ProcessTest, ManyThreadsStartChildrenAtOnce) {
  std::vector<std::thread> threads;
  for (int code = 1; code <= 4; ++code) {
    threads.emplace_back([code] {
      for (int i = 0; i < 10; ++i) {
        Result<ChildProcess> child = SpawnProcess(Shell("exit " + std::to_string(code)));
        ASSERT_TRUE(child.ok()) << child.failure().detail;
        EXPECT_EQ(child->Wait().code, code);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ProcessTest, FindsItsOwnFolder) {
  const Result<std::string> folder = OwnProgramFolder();
  ASSERT_TRUE(folder.ok());
  EXPECT_TRUE(std::filesystem::exists(*folder + "/unit_common_os_test")) << *folder;
}

TEST(ProcessTest, AChildIgnoresWhatItIsToldToIgnore) {
  SpawnOptions options;
  options.ignored_signals = {SIGTERM};
  Result<ChildProcess> child = SpawnProcess({"/bin/sleep", "60"}, options);
  ASSERT_TRUE(child.ok());
  EXPECT_TRUE(child->SendSignal(SIGTERM).ok());
  EXPECT_TRUE(child->SendSignal(SIGINT).ok());
  EXPECT_EQ(child->Wait().signal, SIGINT);
}

}  // namespace
}  // namespace photomill
