// How jobs pass between the pipeline's threads, and how its end reaches the waiting threads.
#include "worker/runtime/work_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace photomill {
namespace {

TEST(WorkQueueTest, GivesItemsInTheirOrder) {
  WorkQueue<std::unique_ptr<int>> queue;
  for (int i = 0; i < 3; ++i) queue.Push(std::make_unique<int>(i));
  EXPECT_EQ(**queue.Take(), 0);
  const std::vector<std::unique_ptr<int>> rest = queue.TakeSome(16);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(*rest[0], 1);
  EXPECT_EQ(*rest[1], 2);
}

TEST(WorkQueueTest, TakesNoMoreThanAsked) {
  WorkQueue<int> queue;
  for (int i = 0; i < 5; ++i) queue.Push(i);
  EXPECT_EQ(queue.TakeSome(2).size(), 2U);
  EXPECT_EQ(queue.TakeSome(16).size(), 3U);
}

TEST(WorkQueueTest, EveryItemIsTakenOnceByManyThreads) {
  constexpr int kItems = 10'000;
  WorkQueue<int> queue;
  std::atomic<int64_t> sum = 0;
  std::atomic<int> taken = 0;
  std::vector<std::thread> takers;
  for (int i = 0; i < 4; ++i) {
    takers.emplace_back([&] {
      while (const std::optional<int> item = queue.Take()) {
        sum += *item;
        if (++taken == kItems) queue.Close();
      }
    });
  }
  for (int i = 1; i <= kItems; ++i) queue.Push(i);
  for (std::thread& taker : takers) taker.join();
  EXPECT_EQ(taken, kItems);
  EXPECT_EQ(sum, int64_t{kItems} * (kItems + 1) / 2);
}

TEST(WorkQueueTest, CloseWakesThoseWhoWait) {
  WorkQueue<int> queue;
  std::thread waiter([&] { EXPECT_FALSE(queue.Take().has_value()); });
  queue.Close();
  waiter.join();
  queue.Push(1);
  EXPECT_TRUE(queue.TakeSome(4).empty());
}

}  // namespace
}  // namespace photomill
