#include "coordinator/core/retry_policy.h"

#include <gtest/gtest.h>

#include <set>

namespace photomill {
namespace {

constexpr Duration kFirst = milliseconds(500);
constexpr Duration kLongest = seconds(30);

TEST(RetryPolicy, DoublesWithEveryTryAndSpreadsOverTheUpperHalf) {
  Random random(1);
  Duration full = kFirst;
  for (uint32_t tries = 1; tries <= 6; ++tries, full *= 2) {
    for (int i = 0; i < 100; ++i) {
      const Duration wait = BackoffAfter(tries, kFirst, kLongest, random);
      EXPECT_GE(wait, full / 2) << tries;
      EXPECT_LE(wait, full) << tries;
    }
  }
}

TEST(RetryPolicy, NeverWaitsLongerThanTheLongest) {
  Random random(2);
  for (const uint32_t tries : {7U, 20U, 21U, 63U, 1000U, UINT32_MAX}) {
    const Duration wait = BackoffAfter(tries, kFirst, kLongest, random);
    EXPECT_GE(wait, kLongest / 2) << tries;
    EXPECT_LE(wait, kLongest) << tries;
  }
}

TEST(RetryPolicy, NoTryYetIsAsTheFirst) {
  Random random(3);
  EXPECT_LE(BackoffAfter(0, kFirst, kLongest, random), kFirst);
}

TEST(RetryPolicy, TheSameSeedGivesTheSameWaitsAndTwoTasksDoNotComeBackTogether) {
  Random one(4);
  Random two(4);
  std::set<Duration> waits;
  for (int i = 0; i < 50; ++i) {
    const Duration wait = BackoffAfter(1, kFirst, kLongest, one);
    EXPECT_EQ(wait, BackoffAfter(1, kFirst, kLongest, two));
    waits.insert(wait);
  }
  EXPECT_EQ(waits.size(), 50U);
}

}  // namespace
}  // namespace photomill
