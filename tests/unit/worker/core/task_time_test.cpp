#include "worker/core/task_time.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(TaskTimeLimit, GrowsWithPixelsAndBytesBetweenItsBounds) {
  const TaskTimeBounds bounds{seconds(10), seconds(100)};
  EXPECT_EQ(TaskTimeLimit(bounds, 1, 1), seconds(10));
  EXPECT_EQ(TaskTimeLimit(bounds, 12'000'000, 4'000'000), seconds(28));
  EXPECT_EQ(TaskTimeLimit(bounds, UINT64_MAX, UINT64_MAX), seconds(100));
}

TEST(TaskTimeLimit, TheLargestPictureThatIsTakenHasMoreThanItsFloor) {
  EXPECT_GT(TaskTimeLimit({}, limits::kPixelsMax, 0), 10 * limits::kTaskTimeFloor);
}

}  // namespace
}  // namespace photomill
