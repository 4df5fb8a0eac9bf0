#include "common/os/clock.h"

#include <gtest/gtest.h>
#include <time.h>

namespace photomill {
namespace {

TEST(SystemClockTest, NeverGoesBackAndGoesOn) {
  const SystemClock clock;
  const Instant start = clock.Now();
  Instant last = start;
  while (last - start < milliseconds(1)) {
    const Instant now = clock.Now();
    ASSERT_GE(now, last);
    last = now;
  }
}

// A test cannot suspend the machine, but it can show that the right clock is read.
TEST(SystemClockTest, GoesOnInASuspendedMachine) {
  const auto boot_time = [] {
    timespec now{};
    EXPECT_EQ(clock_gettime(CLOCK_BOOTTIME, &now), 0);
    return Instant(seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
  };
  const Instant before = boot_time();
  const Instant now = SystemClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, boot_time());
}

TEST(SystemClockTest, TheWallTimeIsInMillisecondsSince1970) {
  constexpr UnixMillis kYear2020 = 1'577'836'800'000;
  constexpr UnixMillis kYear2200 = 7'258'118'400'000;
  EXPECT_GT(SystemClock().WallTime(), kYear2020);
  EXPECT_LT(SystemClock().WallTime(), kYear2200);
}

}  // namespace
}  // namespace photomill
