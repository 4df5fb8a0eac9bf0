#include "common/os/clock.h"

#include <gtest/gtest.h>

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

TEST(SystemClockTest, TheWallTimeIsInMillisecondsSince1970) {
  constexpr UnixMillis kYear2020 = 1'577'836'800'000;
  constexpr UnixMillis kYear2200 = 7'258'118'400'000;
  EXPECT_GT(SystemClock().WallTime(), kYear2020);
  EXPECT_LT(SystemClock().WallTime(), kYear2200);
}

}  // namespace
}  // namespace photomill
