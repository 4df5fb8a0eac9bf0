// Random histories of a library (history_world): whatever happens, no output key belongs to two
// sources, no output of a live source is deleted or overwritten, no other program's file is
// replaced, nothing is processed twice without cause, and which source gets a name does not depend
// on which task was quicker.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/property/coordinator/ledger/history_world.h"

namespace photomill {
namespace {

TEST(RandomHistory, LosesAndOverwritesNothing) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = *rc::gen::arbitrary<uint64_t>();
    HistoryWorld world(seed, seed + 1, true);
    for (int run = 0; run < 8 && world.complaint().empty(); ++run) {
      for (uint64_t i = 0; i < 6; ++i) world.Mutate();
      world.Run(true);
    }
    // Two undisturbed runs: the second decides what the first left undecided.
    for (int run = 0; run < 2 && world.complaint().empty(); ++run) {
      if (world.Run(false)) world.CheckFinished();
    }
    RC_LOG() << "seed " << seed << ": " << world.complaint() << "\n";
    RC_ASSERT(world.complaint().empty());
  }));
}

// The same histories each time, half of them with destinations that may fold names.
TEST(RandomHistory, NamesDoNotDependOnWhichTaskWasQuicker) {
  constexpr uint64_t kSpread = 0x9E3779B97F4A7C15;
  for (uint64_t history = 1; history <= 40; ++history) {
    std::string names;
    for (uint64_t way = 0; way < 3; ++way) {
      HistoryWorld world(history * kSpread, way, history % 2 == 0);
      for (int run = 0; run < 3; ++run) {
        for (int i = 0; i < 8; ++i) world.Mutate();
        world.Run(false);
      }
      ASSERT_EQ(world.complaint(), "") << "history " << history;
      if (way == 0) names = world.Names();
      ASSERT_EQ(world.Names(), names) << "history " << history;
    }
  }
}

}  // namespace
}  // namespace photomill
