#include "worker/image/colour/colour.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <thread>
#include <vector>

#include "tests/support/pictures.h"
#include "tests/support/profiles.h"

namespace photomill {
namespace {

std::array<int, 3> Convert(const SourceColour& source, std::vector<uint8_t> samples) {
  const ColourConverter converter(source);
  EXPECT_FALSE(converter.identity());
  std::array<uint8_t, 3> out{};
  converter.ConvertRow(samples.data(), 1, out.data());
  return {out[0], out[1], out[2]};
}

TEST(ColourConverterTest, LeavesSrgbAlone) {
  EXPECT_TRUE(ColourConverter(SourceColour{}).identity());
  const std::string icc = test::SrgbProfile();
  SourceColour tagged;
  tagged.icc = icc;
  const ColourConverter converter(tagged);
  EXPECT_TRUE(converter.identity());
  EXPECT_TRUE(converter.warning().empty());
  tagged.deep = true;
  EXPECT_TRUE(ColourConverter(tagged).identity());
}

TEST(ColourConverterTest, ConvertsDisplayP3) {
  const std::string icc = test::P3Profile();
  SourceColour p3;
  p3.icc = icc;
  // sRGB's red is about (234, 51, 35) in Display P3 (with P3's own sRGB curve); the profile here
  // has a gamma of 2.2, which differs by a few levels.
  const std::array<int, 3> red = Convert(p3, {234, 51, 35});
  EXPECT_NEAR(red[0], 255, 3);
  EXPECT_NEAR(red[1], 0, 12);
  EXPECT_NEAR(red[2], 0, 12);
  EXPECT_EQ(Convert(p3, {255, 255, 255}), (std::array{255, 255, 255}));
  EXPECT_EQ(Convert(p3, {0, 0, 0}), (std::array{0, 0, 0}));
}

TEST(ColourConverterTest, TakesSixteenBits) {
  const std::string icc = test::P3Profile();
  SourceColour p3;
  p3.icc = icc;
  const std::array<int, 3> shallow = Convert(p3, {100, 150, 200});
  p3.deep = true;
  const std::array<uint16_t, 3> deep = {100 * 257, 150 * 257, 200 * 257};
  std::array<uint8_t, 3> out{};
  const ColourConverter converter(p3);
  converter.ConvertRow(deep.data(), 1, out.data());
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(out[i], shallow[i], 1);
}

TEST(ColourConverterTest, LeavesOutProfilesThatAreDamagedOrForOtherPictures) {
  SourceColour source;
  source.icc = "this is no profile";
  const ColourConverter damaged(source);
  EXPECT_TRUE(damaged.identity());
  EXPECT_EQ(damaged.warning(), DamagedProfile());

  const std::string grey = test::GreyGammaProfile(1.8);
  source.icc = grey;
  const ColourConverter other(source);
  EXPECT_TRUE(other.identity());
  EXPECT_NE(other.warning().text.find("another kind"), std::string::npos);
  EXPECT_EQ(other.warning().kinds, WarningSet(Warning::kColoursLeftOut));
}

TEST(ColourConverterTest, AProfileThatIsTooLargeToKeepMakesTheColoursSrgb) {
  std::string icc = test::P3Profile();
  icc.resize(0x500000);
  icc.replace(0, 4, std::string("\0\x50\0\0", 4));  // its size
  SourceColour source;
  source.icc = icc;
  source.rule = ColourRule::kKeep;
  const ColourConverter converter(source);
  EXPECT_FALSE(converter.identity());
  EXPECT_EQ(converter.decoded().profile, "");
  EXPECT_NE(converter.warning().text.find("too large"), std::string::npos);
  EXPECT_EQ(converter.warning().kinds, WarningSet(Warning::kColoursLeftOut));
}

// Many programs keep the RGB profile in files that they save as grey.
TEST(ColourConverterTest, GreyTakesTheNeutralsOfAnRgbProfile) {
  const std::string linear = test::GammaProfile(test::kProPhoto, 1.0);
  SourceColour source;
  source.icc = linear;
  source.model = SampleModel::kGrey;
  EXPECT_TRUE(ColourConverter(source).warning().empty());
  EXPECT_NEAR(Convert(source, {55})[0], 128, 1);
  const std::string srgb = test::SrgbProfile();
  source.icc = srgb;
  EXPECT_TRUE(ColourConverter(source).identity());
}

// 1/255 of the light is level 13 of sRGB; the fast mode of Little CMS gives 6.
TEST(ColourConverterTest, ShadowsAreExact) {
  SourceColour source;
  source.gamma = 1.0;
  source.model = SampleModel::kGrey;
  EXPECT_EQ(Convert(source, {1})[0], 13);
  const std::string icc = test::GammaProfile(test::kDisplayP3, 2.2);
  source = {};
  source.icc = icc;
  source.deep = true;
  const ColourConverter converter(source);
  for (uint16_t level = 0; level < 8000; level = static_cast<uint16_t>(level + 100)) {
    const std::array<uint16_t, 3> samples = {level, level, level};
    std::array<uint8_t, 3> out{};
    converter.ConvertRow(samples.data(), 1, out.data());
    const double light = std::pow(level / 65535.0, 2.2);
    const double wanted =
        light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    EXPECT_NEAR(out[1], wanted * 255, 0.6) << level;
  }
}

TEST(ColourConverterTest, DynamicRangesEndAtThePapersWhite) {
  SourceColour source;
  source.deep = true;
  const auto grey = [&](double signal) {
    const auto level = static_cast<uint16_t>(std::lround(signal * 65535));
    const std::array<uint16_t, 3> samples = {level, level, level};
    std::array<uint8_t, 3> out{};
    ColourConverter(source).ConvertRow(samples.data(), 1, out.data());
    return int{out[1]};
  };
  // ITU-R BT.2408, table 1: 203 cd/m² are 58 % of PQ and 75 % of HLG; a grey card, 26 cd/m², is
  // 38 % of both.
  for (const auto& [range, white] :
       {std::pair{DynamicRange::kPq, 0.581}, {DynamicRange::kHlg, 0.75}}) {
    source.range = range;
    EXPECT_EQ(grey(0), 0);
    EXPECT_NEAR(grey(white), 255, 2);
    EXPECT_EQ(grey(1), 255);
    EXPECT_NEAR(grey(0.38), 101, 4);
  }
}

TEST(ColourConverterTest, SurvivesProfilesWithRandomDamage) {
  const std::string icc = test::P3Profile();
  for (size_t at = 0; at < icc.size(); at += 3) {
    std::string damaged = icc;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xA5);
    SourceColour source;
    source.icc = damaged;
    const ColourConverter converter(source);
    std::array<uint8_t, 3> out{};
    if (!converter.identity()) converter.ConvertRow("abc", 1, out.data());
  }
}

TEST(ColourConverterTest, AppliesAGammaThatIsNotSrgbs) {
  SourceColour linear;
  linear.gamma = 1.0;
  EXPECT_NEAR(Convert(linear, {55, 55, 55})[0], 128, 2);  // 21.6% of the light is mid grey
  linear.model = SampleModel::kGrey;
  EXPECT_NEAR(Convert(linear, {55})[0], 128, 2);
  SourceColour usual;
  usual.gamma = 0.45455;
  EXPECT_TRUE(ColourConverter(usual).identity());
  SourceColour impossible;
  impossible.gamma = 1e-9;
  EXPECT_TRUE(ColourConverter(impossible).identity());
  EXPECT_EQ(ColourConverter(impossible).warning().kinds, WarningSet(Warning::kColoursLeftOut));
}

TEST(ColourConverterTest, UntaggedInkLooksLikePrint) {
  SourceColour cmyk;
  cmyk.model = SampleModel::kCmyk;
  const std::array<int, 3> paper = Convert(cmyk, {0, 0, 0, 0});
  for (const int channel : paper) EXPECT_GE(channel, 253);
  const std::array<int, 3> all = Convert(cmyk, {255, 255, 255, 255});
  for (const int channel : all) EXPECT_LE(channel, 5);
  const std::array<int, 3> black = Convert(cmyk, {0, 0, 0, 255});
  for (const int channel : black) EXPECT_LE(channel, 45);
  const std::array<int, 3> cyan = Convert(cmyk, {255, 0, 0, 0});
  EXPECT_LE(cyan[0], 40);
  EXPECT_GE(cyan[1], 130);
  EXPECT_GE(cyan[2], 200);
  const std::array<int, 3> red = Convert(cmyk, {0, 255, 255, 0});
  EXPECT_GE(red[0], 200);
  EXPECT_LE(red[2], 60);
  // More ink is never brighter.
  int before = 256;
  const ColourConverter converter(cmyk);
  for (int ink = 0; ink < 256; ink += 5) {
    const std::array<uint8_t, 4> black_ink = {0, 0, 0, static_cast<uint8_t>(ink)};
    std::array<uint8_t, 3> out{};
    converter.ConvertRow(black_ink.data(), 1, out.data());
    EXPECT_LE(out[1], before);
    before = out[1];
  }
}

TEST(ColourConverterTest, ThreadsDoNotDisturbEachOther) {
  const std::string icc = test::P3Profile();
  std::vector<std::thread> threads;
  std::array<std::array<int, 3>, 4> results{};
  for (std::array<int, 3>& result : results) {
    threads.emplace_back([&icc, &result] {
      SourceColour source;
      source.icc = icc;
      for (int round = 0; round < 20; ++round) result = Convert(source, {10, 200, 30});
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::array<int, 3>& result : results) EXPECT_EQ(result, results[0]);
}

}  // namespace
}  // namespace photomill
