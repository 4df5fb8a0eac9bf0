// How long a store has to hang to count as silent.
#include "common/storage/store_watch.h"

#include <gtest/gtest.h>

#include <optional>

namespace photomill {
namespace {

TEST(StoreWatch, NobodyWaitsForAStoreThatIsNotCalled) {
  StoreWatch watch;
  EXPECT_EQ(watch.Silence(Instant(seconds(100))), Duration::zero());
  EXPECT_EQ(watch.Silence(Instant(seconds(500))), Duration::zero());
}

TEST(StoreWatch, TheSilenceLastsUntilAnyCallIsAnswered) {
  StoreWatch watch;
  const Instant start{seconds(100)};
  EXPECT_EQ(watch.Silence(start), Duration::zero());
  std::optional<StoreWatch::Call> first;
  first.emplace(watch);
  const StoreWatch::Call second(watch);
  EXPECT_EQ(watch.Silence(start + seconds(40)), seconds(40));
  EXPECT_EQ(watch.Silence(start + seconds(50)), seconds(50));
  first.reset();
  EXPECT_EQ(watch.Silence(start + seconds(51)), Duration::zero());
  EXPECT_EQ(watch.Silence(start + seconds(60)), seconds(9)) << "the second one still waits";
}

TEST(StoreWatch, ACallThatGoesOnIsSlowAndDoesNotHang) {
  StoreWatch watch;
  const Instant start{seconds(100)};
  const StoreWatch::Call call(watch);
  EXPECT_EQ(watch.Silence(start), Duration::zero()) << "asked for the first time";
  EXPECT_EQ(watch.Silence(start + seconds(20)), seconds(20));
  watch.Answered();
  EXPECT_EQ(watch.Silence(start + seconds(40)), Duration::zero());
}

TEST(StoreWatch, WhileTheStoreCallsBackNobodyWaitsForIt) {
  StoreWatch watch;
  const Instant start{seconds(100)};
  const StoreWatch::Call call(watch);
  {
    const CallPause pause(watch);
    EXPECT_EQ(watch.Silence(start + seconds(40)), Duration::zero());
  }
  EXPECT_EQ(watch.Silence(start + seconds(41)), seconds(1));
}

TEST(StoreWatch, EachOfTheTwoStoresHasItsOwn) {
  StoreWatches watches;
  const Instant start{seconds(100)};
  EXPECT_EQ(watches.Waits(start), StoreWaits{});
  const StoreWatch::Call call(watches.destination);
  EXPECT_EQ(watches.Waits(start + milliseconds(1500)), (StoreWaits{0, 1500}));
}

}  // namespace
}  // namespace photomill
