// The metadata that outputs preserve: EXIF, XMP, IPTC.
#include <gmock/gmock.h>

#include "tests/golden/carried/carried.h"
#include "tests/golden/produced.h"
#include "tests/support/exif_edits.h"
#include "tests/support/heif_files.h"
#include "tests/support/phone_heif.h"
#include "tests/support/pictures.h"
#include "tests/support/tiff_drawing.h"
#include "worker/image/format_table.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/iptc.h"
#include "worker/image/metadata/metadata.h"

namespace photomill {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string TextOf(std::string_view block, uint16_t tag) {
  const std::optional<ExifView> exif = ExifView::Parse(block);
  return exif ? ExifText(*exif, tag) : std::string();
}

constexpr const char* kCarriedXmp =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r tiff:Orientation=\"6\"/>a caption</x:xmpmeta>";

void Entry(std::string& out, uint32_t tag, uint32_t type, uint32_t count, uint32_t value) {
  AppendNumber(out, tag, 2), AppendNumber(out, type, 2), AppendNumber(out, count, 4);
  if (type == 3) value <<= 16;
  AppendNumber(out, value, 4);
}

// Big-endian: orientation, artist, dimensions in a separate directory, and a thumbnail.
std::string FullExif(uint32_t orientation) {
  std::string block("MM\0*\0\0\0\x08", 8);
  const uint32_t exif_at = 8 + 2 + 3 * 12 + 4;
  const uint32_t artist_at = exif_at + 2 + 2 * 12 + 4;
  const uint32_t second_at = artist_at + 12;
  const uint32_t thumbnail_at = second_at + 2 + 2 * 12 + 4;
  AppendNumber(block, 3, 2);
  Entry(block, 0x0112, 3, 1, orientation);
  Entry(block, 0x013B, 2, 12, artist_at);
  Entry(block, 0x8769, 4, 1, exif_at);
  AppendNumber(block, second_at, 4);
  AppendNumber(block, 2, 2);
  Entry(block, 0xA002, 3, 1, 4000);
  Entry(block, 0xA003, 4, 1, 3000);
  AppendNumber(block, 0, 4);
  block += std::string("Ann Example\0", 12);
  AppendNumber(block, 2, 2);
  Entry(block, 0x0201, 4, 1, thumbnail_at);
  Entry(block, 0x0202, 4, 1, 9);
  AppendNumber(block, 0, 4);
  return block + "THUMBNAIL";
}

std::string Iptc() {
  std::string records;
  for (const auto& [set, text] :
       {std::pair{80, "Ann Example"}, {116, "(c) Example"}, {120, "by the sea"}}) {
    records += '\x1C';
    records += '\x02';
    records += static_cast<char>(set);
    AppendNumber(records, static_cast<uint32_t>(std::string(text).size()), 2);
    records += text;
  }
  return records;
}

std::string SourceWith(const Attachments& attachments, OutputFormat format, uint32_t orientation) {
  const Picture picture = test::StoredAs(test::PhotographLike(80, 60), orientation);
  return *EncodePicture(picture, Full("source", format), attachments);
}

TEST_F(CarriedTest, NothingIsCarriedUnasked) {
  const std::string source =
      SourceWith({"", FullExif(6), kCarriedXmp, Iptc()}, OutputFormat::kJpeg, 6);
  for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng}) {
    const std::string file = ProducedOne(source, Full("a", format));
    if (format == OutputFormat::kWebp) {
      EXPECT_THAT(file, StartsWith("RIFF"));
      EXPECT_EQ(file.substr(12, 4), "VP8 ") << "no container that holds more";
    } else {
      EXPECT_TRUE(HoldsPictureOnly(file, ReadPictureHeader(file, {})->format, ""));
    }
    EXPECT_THAT(file, Not(HasSubstr("Ann")));
  }
}

TEST_F(CarriedTest, MetadataIsCarriedFromEveryFormatToEveryFormat) {
  const OutputFormat formats[] = {OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng};
  for (const OutputFormat from : formats) {
    const std::string source = SourceWith({"", FullExif(6), kCarriedXmp, Iptc()}, from, 6);
    ASSERT_EQ(ReadPictureHeader(source, {})->orientation, 6);
    for (const OutputFormat to : formats) {
      Derivative keep = Full("keep", to);
      keep.metadata = MetadataRule::kKeep;
      const std::string file = ProducedOne(source, keep);
      const Result<PictureHeader> header = ReadPictureHeader(file, {});
      ASSERT_TRUE(header.ok()) << header.failure().detail;
      EXPECT_EQ(header->orientation, 1);
      EXPECT_EQ(Decoded(file).width, 80U);
      const SourceMetadata carried = ReadMetadata(file, header->format);
      EXPECT_EQ(carried.exif == UprightExif(FullExif(6), 80, 60), true);
      EXPECT_THAT(carried.xmp, HasSubstr("tiff:Orientation=\"1\""));
      EXPECT_THAT(carried.xmp, HasSubstr("a caption"));
      const bool iptc = from == OutputFormat::kJpeg && to == OutputFormat::kJpeg;
      EXPECT_EQ(carried.iptc, iptc ? Iptc() : "");
      EXPECT_THAT(file, Not(HasSubstr("THUMBNAIL")));
    }
  }
}

// libheif rotates the image, and the EXIF asks for the same rotation again.
TEST_F(CarriedTest, MetadataIsCarriedFromHeicAndAvif) {
  for (const bool av1 : {false, true}) {
    test::HeifSpec spec;
    spec.av1 = av1;
    spec.orientation = 6;
    spec.exif = FullExif(6);
    spec.xmp = kCarriedXmp;
    const std::string source =
        test::MakeHeif(test::StoredAs(test::PhotographLike(80, 60), 6), spec);
    Derivative keep = Full("keep", OutputFormat::kJpeg);
    keep.metadata = MetadataRule::kKeep;
    Derivative rights = Full("rights", OutputFormat::kJpeg);
    rights.metadata = MetadataRule::kCopyright;
    const Produced produced = Produce(source, {{keep, rights}});
    EXPECT_EQ(produced.warning, WarningText());
    EXPECT_EQ(Decoded(produced.files[0]).width, 80U);
    const SourceMetadata carried = ReadMetadata(produced.files[0], PictureFormat::kJpeg);
    EXPECT_EQ(carried.exif == UprightExif(FullExif(6), 80, 60), true);
    EXPECT_THAT(carried.xmp, HasSubstr("tiff:Orientation=\"1\""));
    EXPECT_THAT(carried.xmp, HasSubstr("a caption"));
    const SourceMetadata of_rights = ReadMetadata(produced.files[1], PictureFormat::kJpeg);
    EXPECT_EQ(of_rights.exif == CopyrightExif("Ann Example", ""), true);
  }
}

// A TIFF's own texts have the tags of EXIF.
TEST_F(CarriedTest, TheTextsOfATiffBecomeExif) {
  const std::vector<std::pair<uint32_t, std::string>> texts = {
      {270, "A harbour"},           {271, "Scanner Co"},  {272, "X1"},
      {306, "2001:02:03 04:05:06"}, {315, "Ann Example"}, {33432, "(c) Example"}};
  test::TiffDrawing page{.width = 40, .height = 30};
  page.rows = test::RowsOf(40, 30, 8, {200});
  page.texts = texts;
  for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng}) {
    Derivative keep = Full("keep", format);
    keep.metadata = MetadataRule::kKeep;
    Derivative rights = Full("rights", format);
    rights.metadata = MetadataRule::kCopyright;
    const Produced produced = Produce(test::DrawTiff(page), {{keep, rights}});
    EXPECT_EQ(produced.warning, WarningText());
    const PictureFormat read = format == OutputFormat::kJpeg   ? PictureFormat::kJpeg
                               : format == OutputFormat::kWebp ? PictureFormat::kWebp
                                                               : PictureFormat::kPng;
    const std::string exif = ReadMetadata(produced.files[0], read).exif;
    const std::optional<ExifView> view = ExifView::Parse(exif);
    ASSERT_TRUE(view.has_value());
    for (const auto& [tag, text] : texts) {
      EXPECT_EQ(ExifText(*view, static_cast<uint16_t>(tag)), text) << tag;
    }
    EXPECT_EQ(ReadMetadata(produced.files[1], read).exif,
              CopyrightExif("Ann Example", "(c) Example"));
  }
  page.texts.front().second.assign(100'000, 'x');
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.metadata = MetadataRule::kKeep;
  const Produced large = Produce(test::DrawTiff(page), {{keep}});
  EXPECT_EQ(large.warning.kinds, WarningSet(Warning::kMetadataLeftOut));
  const std::string exif = ReadMetadata(large.files[0], PictureFormat::kJpeg).exif;
  const std::optional<ExifView> view = ExifView::Parse(exif);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(ExifText(*view, 270), "");
  EXPECT_EQ(ExifText(*view, 315), "Ann Example");
}

// As phones write it since 2024: it also belongs to a tone-mapped image.
TEST_F(CarriedTest, MetadataOfTwoPicturesIsCarried) {
  test::PhoneSpec spec;
  spec.quarters = 3;
  spec.mattes = {"portraiteffectsmatte"};
  spec.exif = FullExif(6);
  spec.xmp = kCarriedXmp;
  const test::PhoneHeif photo =
      test::MakePhoneHeif(test::StoredAs(test::PhotographLike(96, 128), 6), spec);
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.metadata = MetadataRule::kKeep;
  Derivative rights = Full("rights", OutputFormat::kWebp);
  rights.metadata = MetadataRule::kCopyright;
  const Produced wanted = Produce(test::PhoneFile(photo, test::Named::kBase), {{keep, rights}});
  for (const test::Named named : test::kAllNamed) {
    const Produced produced = Produce(test::PhoneFile(photo, named), {{keep, rights}});
    EXPECT_EQ(produced.warning, WarningText());
    EXPECT_EQ(produced.files == wanted.files, true);
    EXPECT_EQ(Decoded(produced.files[0]).width, 96U);
    const SourceMetadata carried = ReadMetadata(produced.files[0], PictureFormat::kJpeg);
    EXPECT_EQ(carried.exif == UprightExif(FullExif(6), 96, 128), true);
    EXPECT_THAT(carried.xmp, HasSubstr("a caption"));
    const SourceMetadata of_rights = ReadMetadata(produced.files[1], PictureFormat::kWebp);
    EXPECT_EQ(of_rights.exif == CopyrightExif("Ann Example", ""), true);
  }
}

TEST_F(CarriedTest, UprightExifTellsTheOutputsSize) {
  const std::string block = UprightExif(FullExif(6), 80, 60);
  EXPECT_THAT(block, HasSubstr(std::string("\xA0\x02\0\x03\0\0\0\x01\0\x50", 10)));
  EXPECT_THAT(block, HasSubstr(std::string("\xA0\x03\0\x04\0\0\0\x01\0\0\0\x3C", 12)));
  EXPECT_EQ(TextOf(block, kArtistTag), "Ann Example");
  EXPECT_LT(block.size(), FullExif(6).size());
}

// As written by cameras that are set to Adobe RGB.
std::string AdobeRgbExif() {
  std::string block("MM\0*\0\0\0\x08", 8);
  const uint32_t exif_at = 8 + 2 + 12 + 4;
  const uint32_t index_at = exif_at + 2 + 2 * 12 + 4;
  AppendNumber(block, 1, 2);
  Entry(block, 0x8769, 4, 1, exif_at);
  AppendNumber(block, 0, 4);
  AppendNumber(block, 2, 2);
  Entry(block, 0xA001, 3, 1, 0xFFFF);
  Entry(block, 0xA005, 4, 1, index_at);
  AppendNumber(block, 0, 4);
  AppendNumber(block, 1, 2);
  Entry(block, 0x0001, 2, 4, 0x52303300);  // "R03"
  AppendNumber(block, 0, 4);
  return block;
}

// Programs that trust EXIF would show converted colours as Adobe RGB.
TEST_F(CarriedTest, ExifTellsOfSrgbWhereColoursBecameThat) {
  test::FileSpec spec;
  spec.icc = test::P3Profile();
  const std::string source = test::JpegWithExif(test::MakeFile(test::PhotographLike(60, 40), spec),
                                                "Exif" + std::string(2, '\0') + AdobeRgbExif());
  Derivative converted = Full("srgb", OutputFormat::kJpeg);
  converted.metadata = MetadataRule::kKeep;
  Derivative kept = Full("keep", OutputFormat::kJpeg);
  kept.metadata = MetadataRule::kKeep;
  kept.colour = ColourRule::kKeep;
  const Produced produced = Produce(source, {{converted, kept}});
  const std::string told = ReadMetadata(produced.files[0], PictureFormat::kJpeg).exif;
  EXPECT_EQ(told == SrgbExif(AdobeRgbExif()), true);
  EXPECT_THAT(told, HasSubstr(std::string("\xA0\x01\0\x03\0\0\0\x01\0\x01", 10)));
  EXPECT_THAT(told, HasSubstr("R98"));
  EXPECT_EQ(ReadMetadata(produced.files[1], PictureFormat::kJpeg).exif == AdobeRgbExif(), true);
}

TEST_F(CarriedTest, CopyrightIsAllThatIsLeft) {
  Derivative rights = Full("rights", OutputFormat::kPng);
  rights.metadata = MetadataRule::kCopyright;
  const std::string file = ProducedOne(
      SourceWith({"", FullExif(6), kCarriedXmp, Iptc()}, OutputFormat::kJpeg, 6), rights);
  const SourceMetadata carried = ReadMetadata(file, PictureFormat::kPng);
  EXPECT_EQ(TextOf(carried.exif, kArtistTag), "Ann Example");
  EXPECT_EQ(TextOf(carried.exif, kCopyrightTag), "(c) Example") << "from IPTC";
  EXPECT_EQ(carried.exif == CopyrightExif("Ann Example", "(c) Example"), true);
  EXPECT_EQ(carried.xmp, "");
  EXPECT_THAT(file, Not(HasSubstr("sea")));
}

// The image is processed whatever the block contains. Every byte is changed, and every length
// tried.
TEST_F(CarriedTest, HostileMetadataHarmsNothing) {
  const std::string sound = FullExif(6);
  for (size_t at = 0; at < sound.size(); ++at) {
    for (const char byte : {'\0', '\x7F', '\xFF'}) {
      std::string block = sound;
      block[at] = byte;
      const std::string upright = SrgbExif(UprightExif(block, 80, 60));
      EXPECT_LE(upright.size(), block.size());
      EXPECT_LE(TextOf(block, kArtistTag).size(), block.size());
    }
    (void)UprightExif(sound.substr(0, at), 80, 60);
    (void)IptcText({}, 80);
  }
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.metadata = MetadataRule::kKeep;
  const std::string source = SourceWith({"", sound, kCarriedXmp, Iptc()}, OutputFormat::kJpeg, 1);
  for (size_t at = 2; at < 600; at += 7) {
    std::string damaged = source;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    (void)ReadMetadata(damaged, PictureFormat::kJpeg);
    (void)HoldsPictureOnly(damaged, PictureFormat::kJpeg, "");
    (void)ReadMetadata(damaged.substr(0, at), PictureFormat::kJpeg);
  }
}

TEST_F(CarriedTest, WhatIsTooLargeOrDamagedIsLeftOutAndSaid) {
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.metadata = MetadataRule::kKeep;
  const std::string large =
      test::PngWithChunk(test::MakePng(20, 10), "eXIf", std::string(70'000, 'M'));
  EXPECT_EQ(Produce(large, {{keep}}).warning,
            (WarningText{Warning::kMetadataLeftOut, "its EXIF is too large to preserve"}));
  const std::string damaged = test::PngWithChunk(test::MakePng(20, 10), "eXIf", "MM");
  EXPECT_EQ(Produce(damaged, {{keep}}).warning,
            (WarningText{Warning::kMetadataLeftOut, "its EXIF is damaged and was left out"}));
}

// Some programs rotate an image by it.
TEST_F(CarriedTest, XmpThatCannotBePutRightIsLeftOutAndSaid) {
  const std::string xmp =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r tiff:Orientation='six'/></x:xmpmeta>";
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.metadata = MetadataRule::kKeep;
  const Produced produced =
      Produce(SourceWith({"", "", xmp, ""}, OutputFormat::kJpeg, 1), {{keep}});
  EXPECT_EQ(produced.warning,
            (WarningText{Warning::kMetadataLeftOut,
                         "its XMP has an orientation that cannot be corrected and was left out"}));
  EXPECT_THAT(produced.files[0], Not(HasSubstr("six")));
}

}  // namespace
}  // namespace photomill
