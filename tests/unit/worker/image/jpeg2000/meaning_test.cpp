#include "worker/image/jpeg2000/meaning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill::jpeg2000 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<Meaning> Read(std::string_view header, std::string_view layer = {}) {
  Jpeg2000Parts parts;
  parts.header = header;
  parts.layer = layer;
  return ReadMeaning(parts);
}

std::string Numbered(uint32_t number) {
  return IsoBoxBytes("colr", "\1\0\0"s + Big(number, 4));
}

std::string Icc(std::string_view colours) {
  std::string profile(128, '\0');
  profile.replace(16, 4, colours);
  return profile.replace(36, 4, "acsp");
}

TEST(Jpeg2000MeaningTest, WithoutBoxesNothingIsTold) {
  const Result<Meaning> meaning = Read({});
  ASSERT_TRUE(meaning.ok());
  EXPECT_EQ(meaning->colours.space, Space::kUntold);
  EXPECT_TRUE(meaning->warning.empty());
  EXPECT_TRUE(meaning->channels.empty());
  EXPECT_TRUE(meaning->definitions.empty());
}

TEST(Jpeg2000MeaningTest, ProfilesTellTheirKindOfColours) {
  for (const auto& [name, space] :
       {std::pair{"GRAY", Space::kGrey}, {"RGB ", Space::kRgb}, {"CMYK", Space::kCmyk}}) {
    for (const std::string& method : {"\2\0\0"s, "\3\0\0"s}) {
      const std::string header = IsoBoxBytes("colr", method + Icc(name));
      const Result<Meaning> meaning = Read(header);
      ASSERT_TRUE(meaning.ok());
      EXPECT_EQ(meaning->colours.space, space);
      EXPECT_EQ(meaning->colours.icc, Icc(name));
    }
  }
}

TEST(Jpeg2000MeaningTest, TheFirstBoxThatIsUnderstoodCounts) {
  const std::string damaged = IsoBoxBytes("colr", "\2\0\0no profile"s);
  const std::string header = damaged + Numbered(22) + Numbered(12) + Numbered(16);
  EXPECT_EQ(Read(header)->colours.space, Space::kCmyk);
  EXPECT_TRUE(Read(header)->warning.empty());
}

TEST(Jpeg2000MeaningTest, AJpxMayTellItInItsFirstLayer) {
  const std::string layer = IsoBoxBytes("cgrp", Numbered(18));
  EXPECT_EQ(Read({}, layer)->colours.space, Space::kYcc);
  const std::string header = Numbered(16);
  EXPECT_EQ(Read(header, layer)->colours.space, Space::kRgb);
}

TEST(Jpeg2000MeaningTest, KnownSpacesAreRefusedByNameAndUnknownOnesLeftOut) {
  const std::string known = Numbered(21);
  EXPECT_EQ(Read(known).failure().reason, Reason::kFormatNotAllowed);
  EXPECT_THAT(Read(known).failure().detail, HasSubstr("ROMM-RGB"));
  const std::string unknown = Numbered(99);
  ASSERT_TRUE(Read(unknown).ok());
  EXPECT_EQ(Read(unknown)->warning.kinds.First(), Warning::kColoursLeftOut);
}

TEST(Jpeg2000MeaningTest, LabTellsItsScale) {
  const std::string scale =
      Big(100, 4) + Big(1, 4) + Big(170, 4) + Big(128, 4) + Big(200, 4) + Big(96, 4);
  const std::string header = IsoBoxBytes("colr", "\1\0\0"s + Big(14, 4) + scale + Big(0, 4));
  const Result<Meaning> told = Read(header);
  ASSERT_TRUE(told->colours.scale.has_value());
  EXPECT_THAT(told->colours.scale->range, ElementsAre(100, 170, 200));
  EXPECT_THAT(told->colours.scale->offset, ElementsAre(1, 128, 96));
  const std::string untold = Numbered(14);
  EXPECT_FALSE(Read(untold)->colours.scale.has_value());
}

TEST(Jpeg2000MeaningTest, PalettesHaveColumnsOfAnyDepth) {
  const std::string palette =
      IsoBoxBytes("pclr", Big(2, 2) + "\3\x0B\x87\x00"s + "\x0F\xFF\xFF\1"s + "\0\1\x7F\0"s);
  const std::string header = palette + IsoBoxBytes("cmap", "\0\0\1\2\0\1\0\0"s);
  const Result<Meaning> meaning = Read(header);
  ASSERT_TRUE(meaning.ok()) << meaning.failure().detail;
  ASSERT_EQ(meaning->palette.size(), 3U);
  EXPECT_EQ(meaning->palette[0].bits, 12U);
  EXPECT_THAT(meaning->palette[0].values, ElementsAre(4095, 1));
  EXPECT_TRUE(meaning->palette[1].is_signed);
  EXPECT_THAT(meaning->palette[1].values, ElementsAre(-1, 127));
  EXPECT_EQ(meaning->palette[2].bits, 1U);
  ASSERT_EQ(meaning->channels.size(), 2U);
  EXPECT_EQ(meaning->channels[0].column, 2U);
  EXPECT_EQ(meaning->channels[1].component, 1U);
  EXPECT_FALSE(meaning->channels[1].column.has_value());
  // Without a mapping, the first component indexes all columns.
  EXPECT_EQ(Read(palette)->channels.size(), 3U);
}

TEST(Jpeg2000MeaningTest, DamagedPalettesAreCorrupt) {
  const std::string sound = Big(2, 2) + "\1\7\1\2"s;
  for (size_t length = 0; length < sound.size(); ++length) {
    if (length == 0) continue;  // an empty box is ignored
    const std::string header = IsoBoxBytes("pclr", sound.substr(0, length));
    EXPECT_EQ(Read(header).failure().reason, Reason::kCorrupt) << length;
  }
  const std::string column = IsoBoxBytes("pclr", sound) + IsoBoxBytes("cmap", "\0\0\1\1"s);
  EXPECT_EQ(Read(column).failure().reason, Reason::kCorrupt);
  const std::string deep = IsoBoxBytes("pclr", Big(1, 2) + "\1\x25"s + "12345");
  EXPECT_EQ(Read(deep).failure().reason, Reason::kFormatNotAllowed);
}

TEST(Jpeg2000MeaningTest, DefinitionsTellKindAndPlace) {
  const std::string header =
      IsoBoxBytes("cdef", Big(3, 2) + Big(2, 2) + Big(0, 2) + Big(1, 2) + Big(0, 2) + Big(2, 2) +
                              Big(0, 2) + Big(1, 2) + Big(65535, 2) + Big(65535, 2));
  const Result<Meaning> meaning = Read(header);
  ASSERT_EQ(meaning->definitions.size(), 3U);
  EXPECT_EQ(meaning->definitions[0].channel, 2U);
  EXPECT_EQ(meaning->definitions[0].colour, 1U);
  EXPECT_EQ(meaning->definitions[1].kind, ChannelKind::kPremultipliedAlpha);
  EXPECT_EQ(meaning->definitions[2].kind, ChannelKind::kUnspecified);
  EXPECT_EQ(meaning->definitions[2].colour, 0U);
}

}  // namespace
}  // namespace photomill::jpeg2000
