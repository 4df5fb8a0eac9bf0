// Damaged files with Damage::kKeep: the existing part equals that of the complete image, the
// missing part is grey and reported, and a file without any usable part stays corrupt.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/support/jpeg2000_files.h"

namespace photomill {
namespace {

using testing::StartsWith;

using PartialTest = GoldenTest;

Result<DecodedPicture> DecodePart(std::string_view bytes, uint32_t denominator = 1) {
  PictureLimits limits;
  limits.cut_off_too = true;
  const Result<PictureHeader> header = ReadPictureHeader(bytes, limits);
  if (!header) return header.failure();
  Result<DecodedPicture> decoded =
      DecodePicture(bytes, *header, denominator, ColourRule::kSrgb, Damage::kKeep);
  if (!decoded) return decoded;
  WarningText warning = std::move(decoded->warning);
  return DecodedPicture{test::AsShown(*std::move(decoded)), 1, std::move(warning)};
}

// The number of rows from the top that equal those of the complete image.
uint32_t RowsAlike(const Picture& part, const Picture& whole) {
  uint32_t rows = 0;
  for (; rows < whole.height; ++rows) {
    for (uint32_t x = 0; x < whole.width; ++x) {
      if (At(part, x, rows) != At(whole, x, rows)) return rows;
    }
  }
  return rows;
}

// As scanners write it: in strips, of which only complete ones are read. ImageMagick writes the
// directory last, and without the directory nothing can be read.
std::string TiffWithItsDirectoryFirst() {
  const auto number = [](uint32_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
    return out;
  };
  const auto entry = [&](uint32_t tag, uint32_t type, uint32_t value, uint32_t count = 1) {
    return number(tag, 2) + number(type, 2) + number(count, 4) + number(value, 4);
  };
  constexpr uint32_t kStrips = 8;
  constexpr uint32_t kStripBytes = 1000;  // of ten rows
  constexpr uint32_t kOffsets = 8 + 2 + 12 * 9 + 4;
  constexpr uint32_t kSizes = kOffsets + 4 * kStrips;
  constexpr uint32_t kData = kSizes + 4 * kStrips;
  std::string tiff("II*\0\x08\0\0\0", 8);
  tiff += number(9, 2) + entry(256, 3, 100) + entry(257, 3, 80) + entry(258, 3, 8) +
          entry(259, 3, 1) + entry(262, 3, 1) + entry(273, 4, kOffsets, kStrips) +
          entry(277, 3, 1) + entry(278, 3, 10) + entry(279, 4, kSizes, kStrips) + number(0, 4);
  for (uint32_t i = 0; i < kStrips; ++i) tiff += number(kData + i * kStripBytes, 4);
  for (uint32_t i = 0; i < kStrips; ++i) tiff += number(kStripBytes, 4);
  for (int i = 0; i < 8000; ++i) tiff.push_back(static_cast<char>(i * 31 % 251));
  return tiff;
}

// Truncated at 60 %: at least half of the image is there, as in the complete one.
void ExpectTopHalf(const std::string& file, const std::string& what) {
  SCOPED_TRACE(what);
  const Picture whole = Decoded(file);
  const std::string cut = file.substr(0, file.size() * 3 / 5);
  EXPECT_FALSE(DecodeFile(cut).ok());
  const Result<DecodedPicture> part = DecodePart(cut);
  ASSERT_TRUE(part.ok()) << part.failure().detail;
  EXPECT_THAT(part->warning.text, StartsWith("partly decoded: "));
  EXPECT_EQ(part->warning.kinds.First(), Warning::kPartlyDecoded);
  ASSERT_EQ(part->picture.width, whole.width);
  ASSERT_EQ(part->picture.height, whole.height);
  const uint32_t alike = RowsAlike(part->picture, whole);
  EXPECT_GE(alike, whole.height * 2 / 5);
  EXPECT_LT(alike, whole.height);
  // The result is deterministic.
  const Result<DecodedPicture> again = DecodePart(cut);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(Compare(again->picture, part->picture).largest, 0);
}

TEST_F(PartialTest, TheTopOfACutFileIsKept) {
  ExpectTopHalf(test::MakeJpeg(320, 240), "JPEG");
  ExpectTopHalf(test::MakePng(160, 120), "PNG");
  ExpectTopHalf(test::MakePng(160, 120, 1, true), "PNG with alpha");
  ExpectTopHalf(test::MakeWebp(320, 240), "WebP");
  ExpectTopHalf(TiffWithItsDirectoryFirst(), "TIFF");
  ExpectTopHalf(test::MakeGif(160, 120), "GIF");
}

// The frame that is used is complete.
TEST_F(PartialTest, AnAnimationCutAfterItsFirstFrameIsNotAPart) {
  const std::string gif = test::MakeGif(160, 120, 3);
  const std::string webp = [] {
    test::FileSpec spec;
    spec.format = "WEBP";
    spec.frames = 3;
    return test::MakeFile(test::PhotographLike(160, 120), spec);
  }();
  for (const std::string& file : {gif, webp}) {
    const Result<DecodedPicture> whole = DecodePart(file.substr(0, file.size() * 3 / 5));
    ASSERT_TRUE(whole.ok()) << whole.failure().detail;
    EXPECT_THAT(whole->warning.text, StartsWith("the file is truncated, but after the image"));
    EXPECT_FALSE(whole->warning.kinds.Has(Warning::kPartlyDecoded));
    EXPECT_EQ(Compare(whole->picture, Decoded(file)).largest, 0);
  }
  const Result<DecodedPicture> part = DecodePart(gif.substr(0, gif.size() / 6));
  ASSERT_TRUE(part.ok()) << part.failure().detail;
  EXPECT_TRUE(part->warning.kinds.Has(Warning::kPartlyDecoded));
}

TEST_F(PartialTest, WhatIsMissingIsGrey) {
  for (const std::string& file : {test::MakeJpeg(320, 240), test::MakePng(320, 240, 1, true)}) {
    const Result<DecodedPicture> part = DecodePart(file.substr(0, file.size() / 2));
    ASSERT_TRUE(part.ok()) << part.failure().detail;
    EXPECT_EQ(At(part->picture, 100, 239), (Colour{128, 128, 128, 255}));
  }
}

TEST_F(PartialTest, ACutProgressiveJpegIsThereInFull) {
  test::FileSpec spec;
  spec.progressive = true;
  const std::string jpeg = test::MakeFile(test::PhotographLike(320, 240), spec);
  const Result<DecodedPicture> part = DecodePart(jpeg.substr(0, jpeg.size() * 3 / 5));
  ASSERT_TRUE(part.ok()) << part.failure().detail;
  EXPECT_THAT(part->warning.text, StartsWith("partly decoded: "));
  EXPECT_EQ(part->warning.kinds.First(), Warning::kPartlyDecoded);
  EXPECT_LT(Compare(part->picture, Decoded(jpeg)).mean, 12);
}

TEST_F(PartialTest, AHoleInAJpegCostsWhatStandsInIt) {
  std::string jpeg = test::MakeJpeg(640, 480);
  const Picture whole = Decoded(jpeg);
  std::fill(jpeg.begin() + static_cast<ptrdiff_t>(jpeg.size() / 2),
            jpeg.begin() + static_cast<ptrdiff_t>(jpeg.size() / 2 + 2048), '\0');
  const Result<DecodedPicture> part = DecodePart(jpeg);
  ASSERT_TRUE(part.ok()) << part.failure().detail;
  EXPECT_GE(RowsAlike(part->picture, whole), 150U);
}

TEST_F(PartialTest, ADamagedChecksumOfAPngEndsItThere) {
  std::string png = test::MakePng(320, 240);
  png[png.size() - 14] = static_cast<char>(png[png.size() - 14] ^ 1);  // of the last image data
  EXPECT_FALSE(DecodeFile(png).ok());
  const Result<DecodedPicture> part = DecodePart(png);
  ASSERT_TRUE(part.ok()) << part.failure().detail;
  EXPECT_THAT(part->warning.text, StartsWith("partly decoded: "));
  EXPECT_EQ(part->warning.kinds.First(), Warning::kPartlyDecoded);
}

TEST_F(PartialTest, WhereverAFileIsCutItIsAPartOrCorrupt) {
  for (const std::string& file :
       {test::MakeJpeg(64, 48), test::MakePng(64, 48), test::MakeWebp(64, 48),
        test::MakeWebp(64, 48, 1, true), test::MakeGif(64, 48, 3), test::MakeBmp(64, 48),
        test::MakeTiff(64, 48), test::MakeJpeg2000(test::PhotographLike(64, 48))}) {
    // The last bytes of a GIF or a BMP are not part of the image.
    for (size_t length = 1; length + 3 < file.size(); length += 1 + file.size() / 97) {
      const Result<DecodedPicture> part = DecodePart(file.substr(0, length));
      if (part) {
        EXPECT_EQ(part->picture.width, 64U);
        EXPECT_NE(part->warning.text, "");
        EXPECT_FALSE(IsOfOneColourFrom(part->picture, 0));
      } else {
        EXPECT_THAT(ReasonWord(part.failure().reason), testing::AnyOf("corrupt", "not_an_image"));
      }
    }
  }
}

TEST_F(PartialTest, NothingStaysCorrupt) {
  const std::string jpeg = test::MakeJpeg(320, 240);
  const size_t scan = jpeg.find("\xFF\xDA");
  const Result<DecodedPicture> nothing = DecodePart(jpeg.substr(0, scan + 14));
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.failure().reason, Reason::kCorrupt);
  EXPECT_THAT(nothing.failure().detail, testing::HasSubstr("no part of it can be decoded"));
  EXPECT_EQ(DecodePart("GIF89a").failure().reason, Reason::kCorrupt);
}

TEST_F(PartialTest, ASoundFileIsAsEver) {
  for (const std::string& file :
       {test::MakeJpeg(64, 48), test::MakePng(64, 48), test::MakeWebp(64, 48),
        test::MakeGif(64, 48), test::MakeTiff(64, 48), test::MakeBmp(64, 48)}) {
    const Result<DecodedPicture> part = DecodePart(file);
    ASSERT_TRUE(part.ok());
    EXPECT_EQ(part->warning, WarningText());
    EXPECT_EQ(Compare(part->picture, Decoded(file)).largest, 0);
  }
}

}  // namespace
}  // namespace photomill
