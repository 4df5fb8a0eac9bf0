#include "worker/pipeline/store_watch.h"

#include <gtest/gtest.h>

#include <optional>

namespace photomill {
namespace {

TEST(StoreWatch, TellsTheLongestCallOfEachStore) {
  const Instant start{seconds(100)};
  StoreWatch watch;
  EXPECT_EQ(watch.Waits(start), StoreWaits{});
  std::optional<StoreWatch::Visit> first;
  first.emplace(watch, StoreWatch::Store::kSource, start);
  const StoreWatch::Visit second(watch, StoreWatch::Store::kSource, start + seconds(2));
  const StoreWatch::Visit third(watch, StoreWatch::Store::kDestination, start + seconds(4));
  EXPECT_EQ(watch.Waits(start + seconds(5)), (StoreWaits{5000, 1000}));
  first.reset();
  EXPECT_EQ(watch.Waits(start + seconds(5)), (StoreWaits{3000, 1000}));
}

}  // namespace
}  // namespace photomill
