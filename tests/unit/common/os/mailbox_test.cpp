#include "common/os/mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool IsReadable(int fd, int wait_ms = 0) {
  pollfd polled{fd, POLLIN, 0};
  return poll(&polled, 1, wait_ms) == 1;
}

TEST(MailboxTest, IsReadableExactlyWhileSomethingWaits) {
  Mailbox<std::string> mailbox;
  EXPECT_FALSE(IsReadable(mailbox.fd()));
  EXPECT_TRUE(mailbox.Push("a"));
  EXPECT_TRUE(mailbox.Push("b"));
  EXPECT_TRUE(mailbox.Push("c"));
  EXPECT_EQ(mailbox.Pop(), "a");
  EXPECT_TRUE(IsReadable(mailbox.fd())) << "two are left";
  EXPECT_THAT(mailbox.TakeAll(), ElementsAre("b", "c"));
  EXPECT_FALSE(IsReadable(mailbox.fd()));
  EXPECT_EQ(mailbox.Pop(), std::nullopt);
  EXPECT_THAT(mailbox.TakeAll(), IsEmpty());
}

TEST(MailboxTest, TryPushLeavesTheItemWithTheCallerWhereThereIsNoRoom) {
  Mailbox<std::unique_ptr<int>> mailbox(1);
  auto first = std::make_unique<int>(1);
  auto second = std::make_unique<int>(2);
  EXPECT_TRUE(mailbox.TryPush(first));
  EXPECT_FALSE(mailbox.TryPush(second));
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(**mailbox.Pop(), 1);
  EXPECT_TRUE(mailbox.TryPush(second));
  EXPECT_EQ(mailbox.size(), 1U);
}

TEST(MailboxTest, PushWaitsForRoom) {
  Mailbox<int> mailbox(1);
  ASSERT_TRUE(mailbox.Push(1));
  std::atomic<bool> pushed = false;
  std::thread pusher([&] {
    EXPECT_TRUE(mailbox.Push(2));
    pushed = true;
  });
  EXPECT_FALSE(pushed);
  EXPECT_EQ(mailbox.Pop(), 1);
  pusher.join();
  EXPECT_TRUE(pushed);
  EXPECT_EQ(mailbox.Pop(), 2);
}

TEST(MailboxTest, CloseFreesThoseWhoWaitAndKeepsWhatIsInside) {
  Mailbox<int> mailbox(1);
  ASSERT_TRUE(mailbox.Push(1));
  std::thread pusher([&] { EXPECT_FALSE(mailbox.Push(2)); });
  mailbox.Close();
  pusher.join();
  EXPECT_TRUE(mailbox.closed());
  EXPECT_FALSE(mailbox.Push(3));
  EXPECT_FALSE(mailbox.TryPush(4));
  EXPECT_EQ(mailbox.Pop(), 1);
  EXPECT_EQ(mailbox.Pop(), std::nullopt);
  EXPECT_TRUE(IsReadable(mailbox.fd())) << "its owner has to see that it is closed";
}

TEST(MailboxTest, NothingIsLostAndEachThreadsOrderIsKept) {
  constexpr int kThreads = 4;
  constexpr int kItems = 5'000;
  Mailbox<std::pair<int, int>> mailbox(16);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&mailbox, thread] {
      for (int i = 0; i < kItems; ++i) ASSERT_TRUE(mailbox.Push({thread, i}));
    });
  }
  std::vector<int> next(kThreads, 0);
  int taken = 0;
  while (taken < kThreads * kItems) {
    ASSERT_TRUE(IsReadable(mailbox.fd(), -1));
    if (taken % 3 == 0) {
      if (const auto item = mailbox.Pop()) {
        ASSERT_EQ(item->second, next[static_cast<size_t>(item->first)]++);
        ++taken;
        continue;
      }
    }
    for (const auto& [thread, i] : mailbox.TakeAll()) {
      ASSERT_EQ(i, next[static_cast<size_t>(thread)]++);
      ++taken;
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(IsReadable(mailbox.fd()));
}

}  // namespace
}  // namespace photomill
