#include "worker/image/metadata/exif_edit.h"

#include <gmock/gmock.h>

#include <vector>

#include "tests/support/exif_edits.h"

namespace photomill {
namespace {

bool IsExif(std::string_view block) {
  return ExifView::Parse(block).has_value();
}

std::string TextOf(std::string_view block, uint16_t tag) {
  const std::optional<ExifView> exif = ExifView::Parse(block);
  return exif ? ExifText(*exif, tag) : std::string();
}

using testing::HasSubstr;
using testing::Not;

constexpr uint16_t kOrientation = 0x0112;
constexpr uint16_t kMake = 0x010F;
constexpr uint32_t kShort = 3;
constexpr uint32_t kLong = 4;
constexpr uint32_t kAscii = 2;

std::string Little(uint32_t number, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> 8 * i & 0xFF);
  return out;
}

struct Entry {
  uint32_t tag, type, count, value;
};

std::string Header(uint32_t first_at = 8) {
  return std::string("II*\0", 4) + Little(first_at, 4);
}

std::string DirectoryOf(const std::vector<Entry>& entries, uint32_t next = 0) {
  std::string out = Little(static_cast<uint32_t>(entries.size()), 2);
  for (const Entry& entry : entries) {
    out += Little(entry.tag, 2) + Little(entry.type, 2) + Little(entry.count, 4) +
           Little(entry.value, 4);
  }
  return out + Little(next, 4);
}

constexpr uint32_t BytesOf(uint32_t entries) {
  return 2 + 12 * entries + 4;
}

Entry JpegAt(uint32_t at) {
  return {0x0201, kLong, 1, at};
}
Entry JpegBytes(uint32_t bytes) {
  return {0x0202, kLong, 1, bytes};
}

// --- Thumbnails

TEST(UprightExifTest, AThumbnailInSeveralStripsIsGoneAndAllElseStays) {
  constexpr uint32_t kSecond = 8 + BytesOf(3);
  constexpr uint32_t kWhere = kSecond + BytesOf(2);  // two numbers, and two more
  constexpr uint32_t kAdded = kWhere + 16;           // the EXIF directory
  constexpr uint32_t kLens = kAdded + BytesOf(1);
  constexpr uint32_t kStrips = kLens + 10;
  const std::string first = DirectoryOf(
      {{kMake, kAscii, 4, 0x004F4F46}, {kOrientation, kShort, 1, 6}, {0x8769, kLong, 1, kAdded}},
      kSecond);
  const std::string second =
      DirectoryOf({{0x0111, kLong, 2, kWhere}, {0x0117, kLong, 2, kWhere + 8}}) +
      Little(kStrips, 4) + Little(kStrips + 8, 4) + Little(8, 4) + Little(8, 4);
  const std::string added =
      DirectoryOf({{0xA434, kAscii, 10, kLens}}) + std::string("The lens.\0", 10);
  const std::string block = Header() + first + second + added + "THUMBPIXTHUMBPIX";

  const std::string upright = UprightExif(block, 80, 60);
  EXPECT_THAT(upright, Not(HasSubstr("THUMB")));
  EXPECT_EQ(upright.size(), kStrips);
  EXPECT_EQ(upright.substr(kAdded), added);
  EXPECT_THAT(upright, HasSubstr("FOO"));
  EXPECT_EQ(upright.substr(kSecond, second.size()), std::string(second.size(), '\0'));
}

TEST(UprightExifTest, AThumbnailThatEndsBehindTheBlockIsGone) {
  constexpr uint32_t kSecond = 8 + BytesOf(1);
  const std::string block = Header() + DirectoryOf({{kOrientation, kShort, 1, 1}}, kSecond) +
                            DirectoryOf({JpegAt(kSecond + BytesOf(2)), JpegBytes(5000)}) +
                            "THUMBPIX";
  const std::string upright = UprightExif(block, 80, 60);
  EXPECT_EQ(upright.size(), kSecond);
}

TEST(UprightExifTest, AThumbnailBeforeTheFirstDirectoryIsGone) {
  constexpr uint32_t kSecond = 8 + 8;
  constexpr uint32_t kFirst = kSecond + BytesOf(2);
  const std::string block = Header(kFirst) + "THUMBPIX" + DirectoryOf({JpegAt(8), JpegBytes(8)}) +
                            DirectoryOf({{kOrientation, kShort, 1, 6}}, kSecond);
  const std::string upright = UprightExif(block, 80, 60);
  EXPECT_EQ(upright, Header(kFirst) + std::string(kFirst - 8, '\0') +
                         DirectoryOf({{kOrientation, kShort, 1, 1}}));
}

TEST(UprightExifTest, FurtherThumbnailsAndPreviewsAreGone) {
  constexpr uint32_t kSecond = 8 + BytesOf(2);
  constexpr uint32_t kThird = kSecond + BytesOf(2);
  constexpr uint32_t kBelow = kThird + BytesOf(2);
  constexpr uint32_t kPictures = kBelow + BytesOf(2);
  const std::string block =
      Header() + DirectoryOf({{kOrientation, kShort, 1, 6}, {0x014A, kLong, 1, kBelow}}, kSecond) +
      DirectoryOf({JpegAt(kPictures), JpegBytes(5)}, kThird) +
      DirectoryOf({JpegAt(kPictures + 5), JpegBytes(5)}, 8) +  // and back to the first
      DirectoryOf({JpegAt(kPictures + 10), JpegBytes(5)}) + "FIRSTTHIRDBELOW";
  const std::string upright = UprightExif(block, 80, 60);
  EXPECT_EQ(upright,
            Header() + DirectoryOf({{kOrientation, kShort, 1, 1}}) + std::string(12, '\0'));
}

// Such a block is broken or malicious: the photo's data takes priority.
TEST(UprightExifTest, WhatTellsOfThePhotoIsNotTakenForAThumbnail) {
  constexpr uint32_t kAdded = 8 + BytesOf(2);
  constexpr uint32_t kText = kAdded + BytesOf(1);
  const std::string stays =
      Header() + DirectoryOf({{kOrientation, kShort, 1, 1}, {0x8769, kLong, 1, kAdded}}) +
      DirectoryOf({{0x9003, kAscii, 20, kText}}) + std::string("2020:01:02 03:04:05\0", 20);
  const auto second_at = static_cast<uint32_t>(stays.size());
  std::string block = stays + DirectoryOf({JpegAt(0), JpegBytes(second_at)});
  block.replace(8 + BytesOf(2) - 4, 4, Little(second_at, 4));
  EXPECT_EQ(UprightExif(block, 80, 60), stays);
}

TEST(UprightExifTest, EveryOrientationIsSet) {
  const std::string block = Header() + DirectoryOf({{kOrientation, kShort, 1, 1},
                                                    {kOrientation, kShort, 1, 6},
                                                    {kOrientation, kLong, 1, 8}});
  EXPECT_EQ(UprightExif(block, 80, 60), Header() + DirectoryOf({{kOrientation, kShort, 1, 1},
                                                                {kOrientation, kShort, 1, 1},
                                                                {kOrientation, kLong, 1, 1}}));
}

// The EXIF directory overlaps the first directory's entry count.
TEST(UprightExifTest, ABlockThatContradictsItselfIsLeftOut) {
  std::string block = Header(20) + std::string(12, '\0') +
                      DirectoryOf({{0x8769, kLong, 1, 10}, {kOrientation, kShort, 1, 6}});
  block.replace(10, 4, Little(1, 2) + Little(0xA002, 2));
  for (size_t at = 8; at < block.size(); ++at) {
    for (const char byte : {'\0', '\x01', '\x0A', '\xFF'}) {
      std::string changed = block;
      changed[at] = byte;
      const std::string upright = SrgbExif(UprightExif(changed, 0xFFFFFF, 0xFFFFFF));
      EXPECT_TRUE(upright.empty() || IsExif(upright)) << at;
    }
  }
}

// --- Texts

// A directory with one text at its end.
std::string WithText(uint16_t tag, const std::string& text, uint32_t type = kAscii) {
  return Header() + DirectoryOf({{tag, type, static_cast<uint32_t>(text.size()), 8 + BytesOf(1)}}) +
         text;
}

TEST(ExifTextTest, AnArtistEndsAtTheFirstZero) {
  EXPECT_EQ(TextOf(WithText(kArtistTag, std::string("Ann Example\0", 12)), kArtistTag),
            "Ann Example");
  EXPECT_EQ(TextOf(WithText(kArtistTag, "Ann Example"), kArtistTag), "Ann Example");
  EXPECT_EQ(TextOf(WithText(kArtistTag, std::string("Ann\0old owner\0", 14)), kArtistTag), "Ann");
}

TEST(ExifTextTest, ACopyrightMayBeThatOfAnEditorAsWell) {
  const auto copyright = [](const std::string& text) {
    return TextOf(WithText(kCopyrightTag, text), kCopyrightTag);
  };
  EXPECT_EQ(copyright(std::string("(c) Ann\0(c) Ed\0old\0", 19)),
            std::string("(c) Ann\0(c) Ed", 14));
  EXPECT_EQ(copyright(std::string(" \0(c) Ed\0", 9)), std::string(" \0(c) Ed", 8));
  EXPECT_EQ(copyright(std::string("(c) Ann\0", 8)), "(c) Ann");
  EXPECT_EQ(copyright(std::string("(c) Ann\0not ended", 17)), "(c) Ann");
  EXPECT_EQ(copyright(std::string("\0old\0", 5)), "");
}

TEST(ExifTextTest, OnlyTextsAreTaken) {
  EXPECT_EQ(TextOf(WithText(kArtistTag, "Ann Example", 7), kArtistTag), "") << "bytes";
  EXPECT_EQ(TextOf(WithText(kArtistTag, "Ann\x01\x02\x03"), kArtistTag), "");
}

TEST(ExifTextTest, WhatBelongsToSomethingElseIsNotTaken) {
  const auto artist_at = [](uint32_t at) {
    const uint32_t description = 8 + BytesOf(2);
    return TextOf(
        Header() + DirectoryOf({{0x010E, kAscii, 12, description}, {kArtistTag, kAscii, 6, at}}) +
            "a diagnosis and a name",
        kArtistTag);
  };
  EXPECT_EQ(artist_at(8 + BytesOf(2) + 16), "a name");
  EXPECT_EQ(artist_at(8 + BytesOf(2)), "") << "the description";
  EXPECT_EQ(artist_at(8 + BytesOf(2) + 11), "") << "its last byte";
  EXPECT_EQ(artist_at(2), "") << "the header";
  EXPECT_EQ(artist_at(8 + 3), "") << "the directory";
}

}  // namespace
}  // namespace photomill
