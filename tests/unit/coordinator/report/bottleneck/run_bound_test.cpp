// What a whole run was bound by.
#include "coordinator/report/bottleneck/run_bound.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

Bottleneck By(Limit limit) {
  Bottleneck verdict;
  verdict.limit = limit;
  return verdict;
}

TEST(RunBoundTest, TheLimitThatHeldForLongestCounts) {
  RunBound bound;
  EXPECT_EQ(bound.Text(), "");
  bound.Add(By(Limit::kUnknown), seconds(100));
  bound.Add(By(Limit::kTail), seconds(100));
  EXPECT_EQ(bound.Text(), "") << "these hold nothing back";
  bound.Add(By(Limit::kSource), seconds(10));
  EXPECT_EQ(bound.Text(),
            "Bound by the source: reading photos from it. Whether another worker would help is not "
            "known yet.");
  bound.Add(By(Limit::kDestination), seconds(30));
  EXPECT_EQ(bound.Text(),
            "Bound by the destination: writing outputs to it. Whether another worker would help is "
            "not known yet. (For 75 % of the time.)");
}

}  // namespace
}  // namespace photomill
