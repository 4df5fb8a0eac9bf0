// When a worker treats a source as unchanged although its mount, or the coordinator's, shows
// coarser times.
#include "worker/pipeline/source_times.h"

#include <gmock/gmock.h>

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kListed = 1'700'000'001 * kSecond + 123'456'789;

ObjectVersion At(int64_t mtime_ns) {
  return {1000, mtime_ns, ""};
}

SourceTimes Learned(int64_t listed_ns, int64_t seen_ns) {
  SourceTimes times;
  times.Learn(listed_ns, seen_ns);
  return times;
}

TEST(SourceTimes, WithoutASampleTimesAreExact) {
  const SourceTimes times;
  EXPECT_EQ(times.resolution_ns(), 1);
  EXPECT_TRUE(times.IsSame(At(kListed), At(kListed)));
  EXPECT_FALSE(times.IsSame(At(kListed), At(kListed + 1)));
}

TEST(SourceTimes, ASampleThatIsSeenExactlyMakesThemExact) {
  const SourceTimes times = Learned(kListed, kListed);
  EXPECT_EQ(times.resolution_ns(), 1);
  EXPECT_FALSE(times.IsSame(At(kListed), At(kListed / kSecond * kSecond)));
}

TEST(SourceTimes, WholeSecondsAtTheWorkerAreTheSameSource) {
  const SourceTimes times = Learned(kListed, kListed / kSecond * kSecond);
  EXPECT_EQ(times.resolution_ns(), kSecond);
  const int64_t other = 1'600'000'000 * kSecond + 999'999'999;
  EXPECT_TRUE(times.IsSame(At(other), At(1'600'000'000 * kSecond)));
  EXPECT_TRUE(times.IsSame(At(other), At(1'600'000'001 * kSecond))) << "rounded up";
  EXPECT_FALSE(times.IsSame(At(other), At(1'600'000'002 * kSecond)));
  EXPECT_FALSE(times.IsSame(At(other), At(1'600'000'000 * kSecond + 5))) << "no whole second";
}

TEST(SourceTimes, EverySecondSecondIsWhatFatKeeps) {
  const SourceTimes times = Learned(kListed, 1'700'000'000 * kSecond);
  EXPECT_EQ(times.resolution_ns(), 2 * kSecond);
  EXPECT_TRUE(times.IsSame(At(1'600'000'001 * kSecond + 5), At(1'600'000'000 * kSecond)));
}

TEST(SourceTimes, TheCoordinatorsMountMayBeTheCoarserOne) {
  const SourceTimes times = Learned(kListed / 100 * 100, kListed);
  EXPECT_EQ(times.resolution_ns(), 100);
  EXPECT_TRUE(times.IsSame(At(kListed / 100 * 100), At(kListed)));
}

TEST(SourceTimes, SeveralSamplesNarrowItDown) {
  SourceTimes times = Learned(4 * kSecond, 4 * kSecond);
  EXPECT_EQ(times.resolution_ns(), 2 * kSecond);
  times.Learn(5 * kSecond, 5 * kSecond);
  EXPECT_EQ(times.resolution_ns(), kSecond);
  times.Learn(kListed, kListed);
  EXPECT_EQ(times.resolution_ns(), 1);
}

TEST(SourceTimes, AStoreOfETagsTeachesNothing) {
  const SourceTimes times = Learned(0, 0);
  EXPECT_EQ(times.resolution_ns(), 1);
  EXPECT_FALSE(times.IsSame({1000, 0, "a"}, {1000, 0, "b"}));
}

TEST(SourceTimes, AnotherSizeIsAnotherSource) {
  const SourceTimes times = Learned(kListed, kListed / kSecond * kSecond);
  EXPECT_FALSE(times.IsSame({1000, kListed, ""}, {1001, kListed, ""}));
}

TEST(SourceTimes, BothTimesAreTold) {
  EXPECT_THAT(DifferenceText(At(kListed), At(-1)),
              AllOf(HasSubstr("2023-11-14 22:13:21.123456789"),
                    HasSubstr("1969-12-31 23:59:59.999999999")));
  EXPECT_THAT(DifferenceText({1000, 1, ""}, {2000, 2, ""}),
              AllOf(HasSubstr("1,000"), HasSubstr("2,000")));
  EXPECT_THAT(DifferenceText({1, 0, "\"a\""}, {1, 0, "\"b\""}),
              AllOf(HasSubstr("\"a\""), HasSubstr("\"b\"")));
}

}  // namespace
}  // namespace photomill
