// When a busy store gets fewer calls for a moment.
#include "worker/pipeline/concurrency_pulse.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/hand_clock.h"

namespace photomill {
namespace {

using Calls = std::vector<std::unique_ptr<ConcurrencyPulse::Call>>;

void BeginCalls(ConcurrencyPulse& pulse, size_t count, Calls& calls) {
  for (size_t i = 0; i < count; ++i) {
    calls.push_back(std::make_unique<ConcurrencyPulse::Call>(pulse));
  }
}

TEST(ConcurrencyPulseTest, NothingWaitsAtFirst) {
  HandClock clock;
  ConcurrencyPulse pulse(clock, 4);
  Calls calls;
  BeginCalls(pulse, 4, calls);
  EXPECT_EQ(calls.size(), 4U);
}

TEST(ConcurrencyPulseTest, AStoreWithFewCallsHasNoPulse) {
  HandClock clock;
  ConcurrencyPulse pulse(clock, 4);
  clock.Pass(seconds(60));
  for (int i = 0; i < 100; ++i) {
    Calls calls;
    BeginCalls(pulse, 2, calls);
  }
}

TEST(ConcurrencyPulseTest, APulseLetsEightCallsBeginWithFewOthersAndEnds) {
  HandClock clock;
  ConcurrencyPulse pulse(clock, 4);
  Calls calls;
  BeginCalls(pulse, 2, calls);
  clock.Pass(seconds(60));
  // The third call starts a pulse and waits until one of the others has ended.
  std::atomic<int> begun = 0;
  std::thread third([&] {
    const ConcurrencyPulse::Call call(pulse);
    ++begun;
  });
  while (!pulse.active()) std::this_thread::yield();
  EXPECT_EQ(begun, 0);
  calls.pop_back();
  third.join();
  EXPECT_EQ(begun, 1);
  for (int i = 0; i < 7; ++i) {
    Calls one;
    BeginCalls(pulse, 1, one);
  }
  BeginCalls(pulse, 3, calls);
  EXPECT_EQ(calls.size(), 4U) << "the next pulse is not due";
  EXPECT_FALSE(pulse.active());
}

}  // namespace
}  // namespace photomill
