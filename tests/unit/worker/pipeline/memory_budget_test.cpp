// The budget is never exceeded, and a large photo gets its turn.
#include "worker/pipeline/memory_budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace photomill {
namespace {

TEST(MemoryBudgetTest, ManyThreadsNeverHoldMoreThanTheTotal) {
  constexpr uint64_t kTotal = 1000;
  MemoryBudget budget(kTotal);
  std::atomic<uint64_t> held = 0;
  std::atomic<uint64_t> most = 0;
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      for (uint64_t round = 0; round < 300; ++round) {
        const uint64_t bytes = (round * 7 + i * 131) % kTotal + 1;
        const MemoryShare share(budget, bytes);
        const uint64_t now = held += bytes;
        uint64_t before = most;
        while (before < now && !most.compare_exchange_weak(before, now)) {
        }
        held -= bytes;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, kTotal);
  EXPECT_EQ(held, 0U);
}

TEST(MemoryBudgetTest, ALargePictureIsNotOvertakenForEver) {
  MemoryBudget budget(100);
  budget.Acquire(60);
  std::atomic<bool> large_in = false;
  std::atomic<bool> small_in = false;
  std::thread large([&] {
    const MemoryShare share(budget, 90);
    large_in = true;
    EXPECT_FALSE(small_in) << "the small one came later";
  });
  // The small one would fit next to the 60, but it arrived after the large one.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::thread small([&] {
    budget.Acquire(20);
    small_in = true;
    EXPECT_TRUE(large_in);
    budget.Release(20);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(large_in);
  budget.Release(60);
  large.join();
  small.join();
}

}  // namespace
}  // namespace photomill
