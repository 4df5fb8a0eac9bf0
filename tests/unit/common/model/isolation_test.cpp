#include "common/model/isolation.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Isolation, HasTwoWords) {
  EXPECT_EQ(ParseIsolation("auto").value(), Isolation::kAuto);
  EXPECT_EQ(ParseIsolation("always").value(), Isolation::kAlways);
  EXPECT_EQ(ParseIsolation("never").failure().detail, "--isolate=never is neither auto nor always");
}

TEST(TaskTimeBounds, AreInOrderAndAboveZero) {
  EXPECT_EQ(MakeTaskTimeBounds(60, 1800).value(), TaskTimeBounds{});
  EXPECT_EQ(MakeTaskTimeBounds(5, 5).value(), (TaskTimeBounds{seconds(5), seconds(5)}));
  EXPECT_FALSE(MakeTaskTimeBounds(0, 5).ok());
  EXPECT_FALSE(MakeTaskTimeBounds(6, 5).ok());
  EXPECT_FALSE(MakeTaskTimeBounds(6, UINT64_MAX).ok());
}

}  // namespace
}  // namespace photomill
