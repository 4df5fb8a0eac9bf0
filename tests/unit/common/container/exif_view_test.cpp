#include "common/container/exif_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint16_t kExif = 0x8769;
constexpr uint16_t kInteroperability = 0xA005;
constexpr uint16_t kSubDirectories = 0x014A;

constexpr uint32_t BytesOf(uint32_t entries) {
  return 2 + 12 * entries + 4;
}

TEST(ExifViewTest, FindsTheDirectoriesThatTellOfThePicture) {
  constexpr uint32_t kAdded = 8 + BytesOf(2);
  constexpr uint32_t kNames = kAdded + BytesOf(1);
  for (const bool little : {true, false}) {
    const std::string block =
        Tiff({{kTiffOrientation, 3, 1, 6}, {kExif, 4, 1, kAdded}}, 0, little) +
        TiffDirectoryBytes({{kInteroperability, 4, 1, kNames}}, 0, little) +
        TiffDirectoryBytes({{1, 2, 4, 0}}, 0, little);
    const std::optional<ExifView> exif = ExifView::Parse(block);
    ASSERT_TRUE(exif);
    EXPECT_EQ(exif->first().at, 8U);
    EXPECT_EQ(exif->ExifDirectory()->at, kAdded);
    EXPECT_EQ(exif->InteroperabilityDirectory()->at, kNames);
    EXPECT_EQ(exif->DirectoriesOfPicture().size(), 3U);
    EXPECT_EQ(exif->NumberIn(exif->first(), kTiffOrientation), 6U);
    EXPECT_EQ(ExifView::RangeOf(exif->first()).count, BytesOf(2));
  }
}

TEST(ExifViewTest, NumbersStandInTheEntryOrElsewhere) {
  constexpr uint32_t kWhere = 8 + BytesOf(3);
  const std::string block =
      Tiff({{kSubDirectories, 4, 2, kWhere}, {0x0111, 4, 2, kWhere + 1}, {0x0112, 3, 1, 3}}) +
      Little(11, 4) + Little(22, 4);
  const std::optional<ExifView> exif = ExifView::Parse(block);
  ASSERT_TRUE(exif);
  EXPECT_THAT(exif->NumbersIn(exif->first(), kSubDirectories), ElementsAre(11, 22));
  EXPECT_THAT(exif->NumbersIn(exif->first(), 0x0111), IsEmpty()) << "beyond the end";
  EXPECT_THAT(exif->NumbersIn(exif->first(), 0x0112), ElementsAre(3));
  EXPECT_THAT(exif->NumbersIn(exif->first(), 0x0113), IsEmpty());
}

TEST(ExifViewTest, BigTiffAndTextAreNone) {
  EXPECT_FALSE(ExifView::Parse("II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s));
  EXPECT_FALSE(ExifView::Parse("II, in the second place"));
  EXPECT_FALSE(ExifView::Parse(""));
}

TEST(ExifViewTest, ItsFirstDirectoryHasToBeWhole) {
  const std::string block = Tiff({{kTiffOrientation, 3, 1, 6}, {0x0100, 4, 1, 640}});
  for (size_t size = 0; size < block.size(); ++size) {
    const std::string_view cut = std::string_view(block).substr(0, size);
    EXPECT_EQ(ExifView::Parse(cut).has_value(), size + 4 >= block.size()) << size;
    // The fields that matter for the image are also found in a damaged block.
    EXPECT_EQ(ReadExif(cut).orientation, size >= 8 + 2 + 12 ? 6 : 0) << size;
  }
}

TEST(ReadExifTest, ItsLayoutIsThatOfTheBlockAndOfACopy) {
  constexpr uint32_t kAdded = 8 + BytesOf(2);
  for (const bool little : {true, false}) {
    const std::string block =
        Tiff({{kTiffOrientation, 3, 1, 6}, {kExif, 4, 1, kAdded}}, 0, little) +
        TiffDirectoryBytes({{0xA002, 4, 1, 640}}, 0, little);
    const ExifFacts facts = ReadExif(std::string(kExifPrefix) + block);
    ASSERT_TRUE(facts.layout.has_value());
    const ExifView copy = ExifView::Known(block, *facts.layout);
    EXPECT_EQ(copy.first().entries, 2U);
    EXPECT_EQ(copy.NumberIn(copy.first(), kTiffOrientation), 6U);
    ASSERT_TRUE(copy.ExifDirectory().has_value());
    EXPECT_EQ(copy.NumberIn(*copy.ExifDirectory(), 0xA002), 640U);
    for (size_t size = 0; size < block.size(); ++size) {
      const std::string_view cut = std::string_view(block).substr(0, size);
      EXPECT_EQ(ReadExif(cut).layout.has_value(), ExifView::Parse(cut).has_value()) << size;
    }
  }
}

TEST(ExifOrientationTest, ThePrefixMayBeThereOnceOrTwice) {
  const std::string block = Tiff({{kTiffOrientation, 3, 1, 8}});
  const std::string prefix(kExifPrefix);
  EXPECT_EQ(ReadExif(block).orientation, 8);
  EXPECT_EQ(ReadExif(prefix + block).orientation, 8);
  EXPECT_EQ(ReadExif(prefix + prefix + block).orientation, 8);
  EXPECT_EQ(ReadExif(prefix + prefix + prefix + block).orientation, 0);
  EXPECT_EQ(WithoutExifPrefix(prefix + prefix + prefix), prefix);
}

TEST(ExifOrientationTest, TheFirstThatIsOneCounts) {
  const auto told = [](const std::vector<TiffEntry>& entries) {
    return static_cast<int>(ReadExif(Tiff(entries)).orientation);
  };
  EXPECT_EQ(told({{kTiffOrientation, 4, 1, 5}}), 5);
  EXPECT_EQ(told({{kTiffOrientation, 1, 1, 7}}), 7);
  EXPECT_EQ(told({{kTiffOrientation, 3, 1, 0}, {kTiffOrientation, 3, 1, 9}}), 0);
  EXPECT_EQ(told({{kTiffOrientation, 2, 1, 3}, {kTiffOrientation, 3, 1, 4}}), 4);
  EXPECT_EQ(told({{0x0100, 3, 1, 3}}), 0);
}

// BYTE, SHORT, LONG, SBYTE, SSHORT and SLONG. In big-endian files, short values are at the start of
// their field.
TEST(ExifOrientationTest, AnyTypeOfWholeNumbersCounts) {
  for (const uint16_t type : std::initializer_list<uint16_t>{1, 3, 4, 6, 8, 9}) {
    const int bytes = type == 1 || type == 6 ? 1 : type == 3 || type == 8 ? 2 : 4;
    for (const uint64_t count : {0U, 1U}) {
      const std::string padding(static_cast<size_t>(4 - bytes), '\0');
      const std::string little = "II*\0\x08\0\0\0\1\0\x12\1"s + Little(type, 2) + Little(count, 4) +
                                 Little(6, bytes) + padding + "\0\0\0\0"s;
      const std::string big = "MM\0*\0\0\0\x08\0\1\1\x12"s + Big(type, 2) + Big(count, 4) +
                              Big(6, bytes) + padding + "\0\0\0\0"s;
      EXPECT_EQ(ReadExif(little).orientation, 6) << type;
      EXPECT_EQ(ReadExif(big).orientation, 6) << type;
    }
  }
  for (const uint16_t type : std::initializer_list<uint16_t>{2, 5, 7, 10, 11, 12, 99}) {
    EXPECT_EQ(ReadExif(Tiff({{kTiffOrientation, type, 1, 6}})).orientation, 0) << type;
  }
  EXPECT_EQ(ReadExif(Tiff({{kTiffOrientation, 9, 1, 0xFFFFFFFF}})).orientation, 0);
}

// A block with these values of both tags.
std::string ColourBlock(uint16_t space_type, uint32_t space, std::string_view index, bool little) {
  constexpr uint32_t kAdded = 8 + BytesOf(1);
  constexpr uint32_t kNames = kAdded + BytesOf(2);
  uint32_t letters = 0;
  for (size_t i = 0; i < 4; ++i) {
    const auto letter = static_cast<uint32_t>(i < index.size() ? index[i] : '\0');
    letters |= letter << (little ? 8 * i : 24 - 8 * i);
  }
  return Tiff({{kExif, 4, 1, kAdded}}, 0, little) +
         TiffDirectoryBytes({{0xA001, space_type, 1, space}, {kInteroperability, 4, 1, kNames}}, 0,
                            little) +
         TiffDirectoryBytes({{1, 2, 4, letters}}, 0, little);
}

TEST(ExifAdobeRgbTest, NeedsBothTags) {
  for (const bool little : {true, false}) {
    EXPECT_TRUE(ReadExif(ColourBlock(3, 0xFFFF, "R03", little)).adobe_rgb);
    EXPECT_TRUE(
        ReadExif(std::string(kExifPrefix) + ColourBlock(3, 0xFFFF, "R03", little)).adobe_rgb);
    EXPECT_FALSE(ReadExif(ColourBlock(3, 0xFFFF, "R98", little)).adobe_rgb);
    EXPECT_FALSE(ReadExif(ColourBlock(3, 0xFFFF, "", little)).adobe_rgb);
    EXPECT_FALSE(ReadExif(ColourBlock(3, 1, "R03", little)).adobe_rgb);
  }
  const std::string block = ColourBlock(3, 0xFFFF, "R03", true);
  for (size_t size = 0; size + 8 < block.size(); ++size) {
    const std::string_view cut = std::string_view(block).substr(0, size);
    EXPECT_FALSE(ReadExif(cut).adobe_rgb) << size;
  }
}

}  // namespace
}  // namespace photomill
