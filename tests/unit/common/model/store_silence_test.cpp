// The messages about a store that hangs: one when it begins, one when it ends.
#include "common/model/store_silence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const StoreCaller kCaller{"worker w1", "/photos", "/new\nfolder"};

TEST(StoreSilence, BeginsAndEndsWithOneLine) {
  StoreSilence silence;
  const Instant start{seconds(1000)};
  EXPECT_THAT(silence.Take(start, {29'999, 0}, kCaller), IsEmpty());
  EXPECT_FALSE(silence.any());
  EXPECT_THAT(silence.Take(start, {30'000, 0}, kCaller),
              ElementsAre("the source /photos has not answered worker w1 for 30 s: check its disk, "
                          "mount or server"));
  EXPECT_THAT(silence.Take(start + seconds(60), {90'000, 0}, kCaller), IsEmpty());
  EXPECT_EQ(silence.State(start + seconds(61)), "no answer from the source for 1 min 31 s");
  EXPECT_THAT(silence.Take(start + seconds(70), {}, kCaller),
              ElementsAre("the source /photos answers worker w1 again, after 1 min 40 s"));
  EXPECT_FALSE(silence.any());
  EXPECT_THAT(silence.Take(start + seconds(71), {}, kCaller), IsEmpty());
}

TEST(StoreSilence, EachStoreHasItsOwnAndTheLongerOneIsNamed) {
  StoreSilence silence;
  const Instant start{seconds(1000)};
  EXPECT_EQ(silence.Take(start, {31'000, 40'000}, kCaller).size(), 2U);
  EXPECT_EQ(silence.store(), "destination");
  EXPECT_EQ(silence.since(), start - seconds(40));
  EXPECT_THAT(silence.Take(start + seconds(1), {32'000, 5}, kCaller),
              ElementsAre("the destination /new\\nfolder answers worker w1 again, after 41 s"));
  EXPECT_EQ(silence.store(), "source");
}

TEST(StoreSilence, WhoeverWritesTheirOwnLogIsNotNamed) {
  StoreSilence silence;
  const Instant start{seconds(1000)};
  EXPECT_THAT(silence.Take(start, {31'000, 0}, {}),
              ElementsAre("the source has not answered for 31 s: check its disk, mount or server"));
}

TEST(StoreSilence, AWorkerMaySayAnyNumber) {
  StoreSilence silence;
  const Instant start{seconds(1000)};
  EXPECT_EQ(silence.Take(start, {0, UINT64_MAX}, kCaller).size(), 1U);
  EXPECT_EQ(silence.State(start), "no answer from the destination for 365 days 0 h");
}

}  // namespace
}  // namespace photomill
