#include "common/obs/log_limiter.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(LogLimiterTest, AdmitsSoManyAMinute) {
  LogLimiter limiter(2);
  const Instant start{};
  EXPECT_EQ(limiter.Admit(start), 0U);
  EXPECT_EQ(limiter.Admit(start), 0U);
  EXPECT_EQ(limiter.Admit(start + seconds(59)), std::nullopt);
  EXPECT_EQ(limiter.Admit(start + seconds(60)), 1U);
  EXPECT_EQ(limiter.Admit(start + seconds(60)), 0U);
  EXPECT_EQ(limiter.Admit(start + seconds(61)), std::nullopt);
  EXPECT_EQ(limiter.TakeLeftOut(), 1U);
  EXPECT_EQ(limiter.TakeLeftOut(), 0U);
}

}  // namespace
}  // namespace photomill
