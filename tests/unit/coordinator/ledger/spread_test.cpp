// Examples of every kind, whatever the counts.
#include "coordinator/ledger/spread.h"

#include <gmock/gmock.h>

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Spread, GivesEveryKindItsShare) {
  EXPECT_THAT(Spread({500, 500}, 10), ElementsAre(5, 5));
  EXPECT_THAT(Spread({1'000'000, 2, 30}, 10), ElementsAre(4, 2, 4));
}

TEST(Spread, ShowsAllIfThereIsRoom) {
  EXPECT_THAT(Spread({3, 0, 2}, 10), ElementsAre(3, 0, 2));
}

TEST(Spread, GivesRemainingPlacesToTheFirstKinds) {
  EXPECT_THAT(Spread({9, 9, 9}, 4), ElementsAre(2, 1, 1));
  EXPECT_THAT(Spread({9, 9, 9}, 2), ElementsAre(1, 1, 0));
}

TEST(Spread, AcceptsNothing) {
  EXPECT_THAT(Spread({}, 10), IsEmpty());
  EXPECT_THAT(Spread({5, 5}, 0), ElementsAre(0, 0));
  EXPECT_THAT(Spread({-5, 5}, 3), ElementsAre(0, 3));
}

}  // namespace
}  // namespace photomill
