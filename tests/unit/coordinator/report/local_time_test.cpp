#include "coordinator/report/local_time.h"

#include <gtest/gtest.h>

#include <limits>

namespace photomill {
namespace {

TEST(LocalTime, IsReadable) {
  const std::string text = LocalTime(1'700'000'000'000);
  EXPECT_EQ(text.size(), 19U);
  EXPECT_EQ(text.substr(0, 8), "2023-11-");
}

TEST(LocalTime, AcceptsTimesThatNoCalendarHas) {
  EXPECT_FALSE(LocalTime(std::numeric_limits<UnixMillis>::max()).empty());
  EXPECT_FALSE(LocalTime(std::numeric_limits<UnixMillis>::min()).empty());
}

}  // namespace
}  // namespace photomill
