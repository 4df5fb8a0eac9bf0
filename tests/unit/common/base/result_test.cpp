#include "common/base/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace photomill {
namespace {

Result<int> Half(int number) {
  if (number % 2 != 0) return Invalid("odd: " + std::to_string(number));
  return number / 2;
}

Status Even(int number) {
  if (number % 2 != 0) return Invalid("odd");
  return {};
}

TEST(Result, HoldsAValueOrAFailure) {
  ASSERT_TRUE(Half(4).ok());
  EXPECT_EQ(*Half(4), 2);
  ASSERT_FALSE(Half(3).ok());
  EXPECT_EQ(Half(3).failure(), (Failure{Reason::kInvalid, "odd: 3"}));
}

TEST(Result, GivesItsValueAway) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(Status, IsSuccessOrAFailure) {
  EXPECT_TRUE(Even(2).ok());
  ASSERT_FALSE(Even(1).ok());
  EXPECT_EQ(Even(1).failure().detail, "odd");
}

TEST(ResultDeathTest, AskingForWhatIsNotThereIsABug) {
  EXPECT_DEATH(static_cast<void>(Half(3).value()), "ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(Half(4).failure()), "ok\\(\\)");
  EXPECT_DEATH(static_cast<void>(Even(2).failure()), "has_value");
}

}  // namespace
}  // namespace photomill
