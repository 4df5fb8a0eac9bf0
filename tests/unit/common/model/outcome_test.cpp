#include "common/model/outcome.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Step, HasAWordEach) {
  EXPECT_EQ(StepWord(Step::kQueue), "queue");
  EXPECT_EQ(StepWord(Step::kFetch), "fetch");
  EXPECT_EQ(StepWord(Step::kDecode), "decode");
  EXPECT_EQ(StepWord(Step::kDerive), "derive");
  EXPECT_EQ(StepWord(Step::kEncode), "encode");
  EXPECT_EQ(StepWord(Step::kPublish), "publish");
}

TEST(StepTimes, AddUpByStep) {
  StepTimes sum;
  sum[Step::kDecode] = 5;
  StepTimes more;
  more[Step::kDecode] = 7;
  more[Step::kPublish] = 1;
  sum.Add(more);
  EXPECT_EQ(sum[Step::kDecode], 12U);
  EXPECT_EQ(sum[Step::kPublish], 1U);
  EXPECT_EQ(sum[Step::kQueue], 0U);
}

}  // namespace
}  // namespace photomill
