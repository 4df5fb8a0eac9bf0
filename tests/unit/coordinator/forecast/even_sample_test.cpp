#include "coordinator/forecast/even_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using testing::ElementsAre;
using testing::Ge;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;

// The numbers chosen from 0, step, 2 * step, … below `end`.
std::vector<uint64_t> Chosen(size_t wanted, uint64_t end, uint64_t step = 1) {
  EvenSample<uint64_t> sample(wanted);
  for (uint64_t i = 0; i < end; i += step) sample.Offer(i, i);
  return sample.Take();
}

// The longest stretch without a chosen number, including both ends.
uint64_t LongestGap(const std::vector<uint64_t>& chosen, uint64_t end) {
  uint64_t longest = 0;
  uint64_t last = 0;
  for (const uint64_t number : chosen) {
    longest = std::max(longest, number - last);
    last = number;
  }
  return std::max(longest, end - last);
}

TEST(EvenSample, KeepsAllOfAShortSequence) {
  EXPECT_THAT(Chosen(5, 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(Chosen(3, 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(Chosen(3, 0), IsEmpty());
  EXPECT_THAT(Chosen(0, 10), IsEmpty());
}

TEST(EvenSample, CoversTheWholeSequence) {
  for (const uint64_t end : {100, 1'000, 54'321, 1'000'000}) {
    for (const size_t wanted : {8, 32, 100}) {
      const std::vector<uint64_t> chosen = Chosen(wanted, end);
      EXPECT_THAT(chosen, SizeIs(wanted));
      EXPECT_THAT(LongestGap(chosen, end), Le(3 * end / wanted + 1)) << end << ' ' << wanted;
    }
  }
}

TEST(EvenSample, CoversSequencesWithRegularGaps) {
  for (const uint64_t step : {2, 3, 4, 7, 8, 16}) {
    const std::vector<uint64_t> chosen = Chosen(32, 64'000, step);
    EXPECT_THAT(chosen, SizeIs(32));
    EXPECT_THAT(LongestGap(chosen, 64'000), Le(5 * 64'000 / 32)) << step;
  }
}

// Files in turn, such as a raw file after each photo: both are in the sample.
TEST(EvenSample, TakesItsShareOfEachOfSeveralKindsInTurn) {
  for (const uint64_t kinds : {2, 3, 4, 8}) {
    std::vector<size_t> counts(kinds);
    for (const uint64_t number : Chosen(64, 100'000)) ++counts[number % kinds];
    EXPECT_THAT(counts, testing::Each(Ge(64 / kinds / 3))) << kinds;
  }
}

TEST(EvenSample, DoesNotDependOnTheOrder) {
  EvenSample<uint64_t> sample(10);
  for (uint64_t i = 1'000; i-- > 0;) sample.Offer(i, i);
  EXPECT_EQ(sample.Take(), Chosen(10, 1'000));
}

// If the time is over before the whole sample was used.
TEST(EvenSample, EachBeginningOfTheSpreadIsEven) {
  EvenSample<uint64_t> sample(32);
  for (uint64_t i = 0; i < 10'000; ++i) sample.Offer(i, i);
  std::vector<uint64_t> spread = sample.TakeSpread();
  EXPECT_THAT(spread, SizeIs(32));
  for (const size_t count : {8, 13, 20, 32}) {
    std::vector<uint64_t> beginning(spread.begin(), spread.begin() + static_cast<ptrdiff_t>(count));
    std::sort(beginning.begin(), beginning.end());
    EXPECT_THAT(LongestGap(beginning, 10'000), Le(3 * 10'000 / count + 1)) << count;
  }
}

}  // namespace
}  // namespace photomill
