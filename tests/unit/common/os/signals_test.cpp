#include "common/os/signals.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "common/os/process.h"

namespace photomill {
namespace {

bool IsBlocked(int signal) {
  sigset_t blocked;
  PHOTOMILL_CHECK(pthread_sigmask(SIG_SETMASK, nullptr, &blocked) == 0);
  return sigismember(&blocked, signal) == 1;
}

TEST(SignalListenerTest, HandsOutSignalsInsteadOfDying) {
  {
    Result<SignalListener> listener = SignalListener::Make();
    ASSERT_TRUE(listener.ok());
    EXPECT_EQ(listener->Next(), std::nullopt);
    // Sent to this thread: a test program's other threads need not block the signals.
    ASSERT_EQ(raise(SIGTERM), 0);
    ASSERT_EQ(raise(SIGINT), 0);
    pollfd polled{listener->fd(), POLLIN, 0};
    EXPECT_EQ(poll(&polled, 1, -1), 1);
    EXPECT_EQ(listener->Next(), SIGINT) << "the lower number first";
    EXPECT_EQ(listener->Next(), SIGTERM);
    EXPECT_EQ(listener->Next(), std::nullopt);
  }
  EXPECT_FALSE(IsBlocked(SIGTERM));
}

TEST(SignalListenerTest, AHangupIsHandedOutUnlessItWasIgnored) {
  signal(SIGHUP, SIG_DFL);  // this program may have been started with nohup
  {
    Result<SignalListener> listener = SignalListener::Make();
    ASSERT_TRUE(listener.ok());
    ASSERT_EQ(raise(SIGHUP), 0);
    EXPECT_EQ(listener->Next(), SIGHUP);
  }
  struct sigaction former {};
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGHUP, &ignore, &former), 0);
  {
    Result<SignalListener> listener = SignalListener::Make();
    ASSERT_TRUE(listener.ok());
    EXPECT_FALSE(IsBlocked(SIGHUP));
    ASSERT_EQ(raise(SIGHUP), 0);
    EXPECT_EQ(listener->Next(), std::nullopt) << "nohup";
  }
  ASSERT_EQ(sigaction(SIGHUP, &former, nullptr), 0);
}

TEST(SignalListenerTest, MovesWithoutUnblocking) {
  Result<SignalListener> made = SignalListener::Make();
  ASSERT_TRUE(made.ok());
  {
    const SignalListener listener(*std::move(made));
    EXPECT_TRUE(IsBlocked(SIGINT));
  }
  EXPECT_FALSE(IsBlocked(SIGINT));
}

TEST(SignalListenerTest, TellsOfChildrenWhereAsked) {
  Result<SignalListener> listener = SignalListener::Make({.children = true});
  ASSERT_TRUE(listener.ok());
  Result<ChildProcess> child = SpawnProcess({"/bin/sh", "-c", "exit 0"});
  ASSERT_TRUE(child.ok());
  pollfd polled{listener->fd(), POLLIN, 0};
  EXPECT_EQ(poll(&polled, 1, -1), 1);
  EXPECT_EQ(listener->Next(), SIGCHLD);
  EXPECT_TRUE(child->Wait().ok());
}

TEST(IgnoreBrokenPipesTest, AWriteFailsInsteadOfKilling) {
  struct sigaction former {};
  ASSERT_EQ(sigaction(SIGPIPE, nullptr, &former), 0);
  IgnoreBrokenPipes();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const FileDescriptor write_end(ends[1]);
  close(ends[0]);
  EXPECT_EQ(write(write_end.get(), "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  ASSERT_EQ(sigaction(SIGPIPE, &former, nullptr), 0);
}

// Past the end of the file, as if a file system has no room for a page.
TEST(BusErrorTest, EndsTheProcessWithItsTextAndCode) {
  EXPECT_EXIT(
      {
        ExitOnBusError("no room for the index\n", 3);
        const int fd = memfd_create("page", MFD_CLOEXEC);
        void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        *static_cast<volatile char*>(page) = 'x';
      },
      ::testing::ExitedWithCode(3), "no room for the index");
}

}  // namespace
}  // namespace photomill
