// Nothing is published without a valid lease, and lapses are counted.
#include "worker/runtime/lease_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/hand_clock.h"

namespace photomill {
namespace {

Instant At(Duration since_start) {
  return Instant(since_start);
}

TEST(LeaseGateTest, WaitsForTheFirstLease) {
  HandClock clock;
  clock.Set(At(seconds(0)));
  LeaseGate gate(clock);
  std::atomic<bool> passed = false;
  std::thread publisher([&] {
    EXPECT_TRUE(gate.WaitUntilHeld());
    passed = true;
  });
  EXPECT_FALSE(passed);
  gate.Extend(At(seconds(10)));
  publisher.join();
  EXPECT_TRUE(passed);
}

TEST(LeaseGateTest, CountsALapseWhenTheLeaseRanOut) {
  HandClock clock;
  clock.Set(At(seconds(0)));
  LeaseGate gate(clock);
  gate.Extend(At(seconds(10)));
  const uint64_t before = gate.lapses();
  clock.Set(At(seconds(5)));
  gate.Extend(At(seconds(15)));
  EXPECT_EQ(gate.lapses(), before);
  clock.Set(At(seconds(16)));
  gate.Extend(At(seconds(26)));
  EXPECT_EQ(gate.lapses(), before + 1);
  EXPECT_TRUE(gate.WaitUntilHeld());
}

TEST(LeaseGateTest, AnOlderExtensionTakesNothingAway) {
  HandClock clock;
  clock.Set(At(seconds(0)));
  LeaseGate gate(clock);
  gate.Extend(At(seconds(20)));
  gate.Extend(At(seconds(10)));
  clock.Set(At(seconds(15)));
  EXPECT_TRUE(gate.WaitUntilHeld());
}

TEST(LeaseGateTest, CloseEndsTheWait) {
  HandClock clock;
  clock.Set(At(seconds(0)));
  LeaseGate gate(clock);
  std::thread publisher([&] { EXPECT_FALSE(gate.WaitUntilHeld()); });
  gate.Close();
  publisher.join();
}

}  // namespace
}  // namespace photomill
