#include "worker/image/jpeg2000/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill::jpeg2000 {
namespace {

using ::testing::ElementsAre;

constexpr ChannelKind kColour = ChannelKind::kColour;
constexpr ChannelKind kAlpha = ChannelKind::kAlpha;

Meaning Means(Space space, std::vector<ChannelDefinition> definitions = {}) {
  Meaning meaning;
  meaning.colours.space = space;
  meaning.definitions = std::move(definitions);
  return meaning;
}

// The channels' indices among the components: the colours, then alpha. -1: no alpha.
std::vector<int> Places(const Meaning& meaning, const std::vector<Component>& components) {
  const Result<Layout> layout = LayOut(meaning, components);
  if (!layout) return {};
  std::vector<int> places;
  const auto add = [&](const Channel& channel) {
    places.push_back(static_cast<int>(channel.component - components.data()));
  };
  for (const Channel& channel : layout->colours) add(channel);
  if (layout->alpha) {
    add(*layout->alpha);
  } else {
    places.push_back(-1);
  }
  return places;
}

TEST(Jpeg2000LayoutTest, UndefinedChannelsStandInOrder) {
  EXPECT_THAT(Places(Means(Space::kUntold), std::vector<Component>(1)), ElementsAre(0, -1));
  EXPECT_THAT(Places(Means(Space::kUntold), std::vector<Component>(2)), ElementsAre(0, 1));
  EXPECT_THAT(Places(Means(Space::kUntold), std::vector<Component>(3)), ElementsAre(0, 1, 2, -1));
  EXPECT_THAT(Places(Means(Space::kRgb), std::vector<Component>(4)), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(Places(Means(Space::kCmyk), std::vector<Component>(4)), ElementsAre(0, 1, 2, 3, -1));
  EXPECT_THAT(Places(Means(Space::kLab), std::vector<Component>(4)), ElementsAre(0, 1, 2, 3));
  for (const Space space : {Space::kUntold, Space::kRgb, Space::kCmyk}) {
    EXPECT_EQ(LayOut(Means(space), std::vector<Component>(5)).failure().reason,
              Reason::kFormatNotAllowed);
  }
}

TEST(Jpeg2000LayoutTest, DefinedOnesStandWhereTheySay) {
  const std::vector<Component> four(4);
  EXPECT_THAT(Places(Means(Space::kRgb,
                           {{0, kAlpha, 0}, {1, kColour, 3}, {2, kColour, 1}, {3, kColour, 2}}),
                     four),
              ElementsAre(2, 3, 1, 0));
  // Colours without a number fill the remaining places.
  EXPECT_THAT(Places(Means(Space::kRgb, {{0, kColour, 0}, {1, kColour, 1}, {2, kColour, 0}}),
                     std::vector<Component>(3)),
              ElementsAre(1, 0, 2, -1));
  // An undefined channel is a colour, and only the first definition of a channel counts.
  EXPECT_THAT(Places(Means(Space::kRgb, {{1, kAlpha, 0}, {1, kColour, 1}, {9, kAlpha, 0}}), four),
              ElementsAre(0, 2, 3, 1));
  EXPECT_EQ(LayOut(Means(Space::kRgb, {{0, kColour, 1}}), four).failure().reason,
            Reason::kFormatNotAllowed)
      << "a fourth colour";
}

TEST(Jpeg2000LayoutTest, SpacesThatDoNotFitAreLeftOut) {
  const std::vector<Component> three(3);
  const Result<Layout> layout = LayOut(Means(Space::kCmyk), three);
  ASSERT_TRUE(layout.ok());
  EXPECT_EQ(layout->space, Space::kRgb);
  EXPECT_TRUE(layout->space_left_out);
  const std::vector<Component> one(1);
  const Result<Layout> grey = LayOut(Means(Space::kRgb), one);
  ASSERT_TRUE(grey.ok());
  EXPECT_EQ(grey->space, Space::kGrey);
  EXPECT_FALSE(grey->space_left_out);
}

TEST(Jpeg2000LayoutTest, CoarseChromaIsChromaUnlessItHasAnotherName) {
  std::vector<Component> components(3);
  components[1].across = components[2].across = 2;
  EXPECT_EQ(LayOut(Means(Space::kUntold), components)->space, Space::kYcc);
  EXPECT_EQ(LayOut(Means(Space::kRgb), components)->space, Space::kRgb);
  Meaning profiled = Means(Space::kRgb);
  profiled.colours.icc = "a profile of RGB";
  EXPECT_EQ(LayOut(profiled, components)->space, Space::kYcc);
}

TEST(Jpeg2000LayoutTest, PalettesNeedTheirComponent) {
  Meaning meaning = Means(Space::kRgb);
  meaning.palette.resize(3);
  meaning.channels = {{0, 0}, {0, 2}, {1, 1}};
  EXPECT_EQ(LayOut(meaning, std::vector<Component>(1)).failure().reason, Reason::kCorrupt);
  const std::vector<Component> two(2);
  const Result<Layout> layout = LayOut(meaning, two);
  ASSERT_TRUE(layout.ok());
  EXPECT_EQ(layout->colours[1].column, &meaning.palette[2]);
  EXPECT_EQ(layout->colours[2].component, &two[1]);
}

}  // namespace
}  // namespace photomill::jpeg2000
