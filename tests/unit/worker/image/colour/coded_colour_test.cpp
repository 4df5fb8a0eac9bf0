#include "worker/image/colour/coded_colour.h"

#include <gtest/gtest.h>

#include "tests/support/profiles.h"

namespace photomill {
namespace {

TEST(CodedColourTest, VideoAndWhatIsNotToldAreSrgb) {
  for (const int primaries : {0, 1, 2, 3, 200}) {
    for (const int transfer : {1, 2, 6, 13, 14, 15, 200}) {
      EXPECT_TRUE(ColourConverter(ColourOfCode({primaries, transfer})).identity())
          << primaries << " " << transfer;
    }
  }
}

TEST(CodedColourTest, WiderPrimariesAreKnown) {
  EXPECT_EQ(ColourOfCode({12, 13}).primaries, test::kDisplayP3);
  EXPECT_EQ(ColourOfCode({9, 14}).primaries, test::kBt2020);
  for (const int primaries : {4, 5, 6, 7, 8, 9, 11, 12, 22}) {
    const ColourConverter converter(ColourOfCode({primaries, 13}));
    EXPECT_FALSE(converter.identity()) << primaries;
    EXPECT_TRUE(converter.warning().empty()) << primaries;
  }
}

TEST(CodedColourTest, TransfersAreKnown) {
  EXPECT_DOUBLE_EQ(ColourOfCode({1, 4}).gamma, 1 / 2.2);
  EXPECT_DOUBLE_EQ(ColourOfCode({1, 8}).gamma, 1);
  EXPECT_EQ(ColourOfCode({9, 16}).range, DynamicRange::kPq);
  EXPECT_EQ(ColourOfCode({9, 18}).range, DynamicRange::kHlg);
}

}  // namespace
}  // namespace photomill
