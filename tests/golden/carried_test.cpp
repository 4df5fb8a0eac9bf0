// What outputs preserve besides their pixels: colour profiles, EXIF, XMP, IPTC; and the source's
// own bytes if a new file would only be larger. Whole jobs, as executed by a worker.
#include <gmock/gmock.h>

#include "tests/golden/compare.h"
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

std::string TextOf(std::string_view block, uint16_t tag) {
  const std::optional<ExifView> exif = ExifView::Parse(block);
  return exif ? ExifText(*exif, tag) : std::string();
}

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using CarriedTest = GoldenTest;

// --- Colour

std::string TaggedJpeg(const std::string& icc) {
  test::FileSpec spec;
  spec.icc = icc;
  spec.quality = 95;
  return test::MakeFile(test::PhotographLike(120, 90), spec);
}

DecodedPicture KeptColours(const std::string& file) {
  const Result<PictureHeader> header = ReadPictureHeader(file, PictureLimits{});
  Result<DecodedPicture> decoded = DecodePicture(file, *header, 1, ColourRule::kKeep);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  return decoded.ok() ? *std::move(decoded) : DecodedPicture{};
}

TEST_F(CarriedTest, ColoursAreKeptWithTheirProfileInEveryFormat) {
  const std::string icc = test::P3Profile();
  const std::string source = TaggedJpeg(icc);
  for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng}) {
    Derivative keep = Full("keep", format);
    keep.colour = ColourRule::kKeep;
    Derivative converted = Full("srgb", format);
    keep.quality = converted.quality = 95;
    const Produced produced = Produce(source, {{keep, converted}});
    EXPECT_EQ(produced.warning, WarningText());
    const DecodedPicture kept = KeptColours(produced.files[0]);
    EXPECT_EQ(kept.colour.profile == icc, true) << FormatWord(format);
    EXPECT_EQ(KeptColours(produced.files[1]).colour.profile, "") << FormatWord(format);
    // The samples are the source's, and both show the same colours.
    const Picture samples = test::AsShown(KeptColours(source));
    EXPECT_LT(Compare(test::AsShown(kept), samples).mean, 3) << FormatWord(format);
    EXPECT_LT(Compare(Decoded(produced.files[0]), Decoded(produced.files[1])).mean, 4);
  }
}

TEST_F(CarriedTest, WithoutAProfileThereIsNothingToKeep) {
  const std::string broken = TaggedJpeg("no profile at all");
  for (const std::string& source : {test::MakeJpeg(60, 40), test::MakePng(60, 40), broken}) {
    Derivative keep = Full("keep", OutputFormat::kPng);
    keep.colour = ColourRule::kKeep;
    const Produced produced = Produce(source, {{keep, Full("srgb", OutputFormat::kPng)}});
    EXPECT_EQ(produced.files[0] == produced.files[1], true);
    EXPECT_EQ(produced.warning, source == broken ? DamagedProfile() : WarningText());
  }
}

// The segments of a JPEG's profile: number and total.
std::string JpegWithProfileParts(const std::vector<std::pair<int, int>>& numbers) {
  const std::string icc = test::P3Profile();
  std::string segments;
  for (const auto& [number, count] : numbers) {
    const std::string part = icc.substr(0, 100);
    segments += "\xFF\xE2";
    segments += std::string{'\0', static_cast<char>(2 + 14 + part.size())};
    segments += std::string("ICC_PROFILE\0", 12);
    segments += std::string{static_cast<char>(number), static_cast<char>(count)} + part;
  }
  return test::MakeJpeg(60, 40).insert(2, segments);
}

// libjpeg's warning about it looks like one about a damaged image.
TEST_F(CarriedTest, AProfileInPartsThatDoNotFitIsLeftOut) {
  const std::string bare = ProducedOne(test::MakeJpeg(60, 40), Full("a", OutputFormat::kJpeg));
  const std::vector<std::vector<std::pair<int, int>>> broken = {
      {{1, 3}, {3, 3}}, {{1, 2}, {2, 2}, {2, 2}}, {{0, 0}}, {{1, 2}, {2, 3}}};
  for (const auto& numbers : broken) {
    Derivative keep = Full("keep", OutputFormat::kJpeg);
    keep.colour = ColourRule::kKeep;
    const std::string source = JpegWithProfileParts(numbers);
    for (const Derivative& derivative : {keep, Full("srgb", OutputFormat::kJpeg)}) {
      const Produced produced = Produce(source, {{derivative}});
      EXPECT_EQ(produced.warning, DamagedProfile());
      EXPECT_EQ(produced.files[0] == bare, true);
    }
  }
}

// libpng and browsers refuse the profile, and a PNG that contains it.
TEST_F(CarriedTest, AProfileThatOthersRefuseIsNotCarriedAlong) {
  std::string icc = test::P3Profile();
  icc[65] = '\1';  // an invalid rendering intent
  const std::string source = TaggedJpeg(icc);
  Derivative keep = Full("keep", OutputFormat::kPng);
  keep.colour = ColourRule::kKeep;
  const Produced produced = Produce(source, {{keep}});
  EXPECT_EQ(produced.warning, DamagedProfile());
  EXPECT_EQ(produced.files[0] == ProducedOne(source, Full("srgb", OutputFormat::kPng)), true);
}

TEST_F(CarriedTest, WhatStandsBehindAProfilesEndIsNotCarriedAlong) {
  const std::string source = TaggedJpeg(test::P3Profile() + "something private");
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.colour = ColourRule::kKeep;
  keep.quality = 100;
  keep.never_larger = true;
  const Produced produced = Produce(source, {{keep}});
  EXPECT_EQ(produced.warning, WarningText());
  EXPECT_EQ(KeptColours(produced.files[0]).colour.profile == test::P3Profile(), true);
  EXPECT_THAT(produced.files[0], Not(HasSubstr("private")));
}

TEST_F(CarriedTest, InksBecomeSrgb) {
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.colour = ColourRule::kKeep;
  const std::string inks = test::MakeCmykJpeg(40, 30, 0, 100, 100, 0, "");
  EXPECT_EQ(ProducedOne(inks, keep) == ProducedOne(inks, Full("srgb", OutputFormat::kJpeg)), true);
}

TEST_F(CarriedTest, HeicAndAvifKeepTheirProfile) {
  for (const bool av1 : {false, true}) {
    test::HeifSpec spec;
    spec.av1 = av1;
    spec.icc = test::P3Profile();
    Derivative keep = Full("keep", OutputFormat::kPng);
    keep.colour = ColourRule::kKeep;
    const std::string source = test::MakeHeif(test::PhotographLike(60, 40), spec);
    const Produced produced = Produce(source, {{keep}});
    EXPECT_EQ(KeptColours(produced.files[0]).colour.profile == spec.icc, true);
    EXPECT_EQ(produced.warning, WarningText());
  }
}

TEST_F(CarriedTest, TheBackgroundIsGivenInTheProfilesColours) {
  Derivative padded = Full("keep", OutputFormat::kPng);
  padded.colour = ColourRule::kKeep;
  padded.fit = Fit::kContain;
  padded.width = padded.height = 100;
  padded.background = {255, 0, 0};
  const Picture shown = Decoded(ProducedOne(TaggedJpeg(test::P3Profile()), padded));
  EXPECT_NEAR(At(shown, 50, 2)[0], 255, 3);
  EXPECT_NEAR(At(shown, 50, 2)[1], 0, 12);
}

// --- Metadata

constexpr const char* kXmp =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r tiff:Orientation=\"6\"/>a caption</x:xmpmeta>";

void Number(std::string& out, uint32_t number, int count) {
  for (int i = count - 1; i >= 0; --i) out += static_cast<char>(number >> 8 * i & 0xFF);
}
void Entry(std::string& out, uint32_t tag, uint32_t type, uint32_t count, uint32_t value) {
  Number(out, tag, 2), Number(out, type, 2), Number(out, count, 4);
  if (type == 3) value <<= 16;
  Number(out, value, 4);
}

// Big-endian: orientation, artist, dimensions in a separate directory, and a thumbnail.
std::string FullExif(uint32_t orientation) {
  std::string block("MM\0*\0\0\0\x08", 8);
  const uint32_t exif_at = 8 + 2 + 3 * 12 + 4;
  const uint32_t artist_at = exif_at + 2 + 2 * 12 + 4;
  const uint32_t second_at = artist_at + 12;
  const uint32_t thumbnail_at = second_at + 2 + 2 * 12 + 4;
  Number(block, 3, 2);
  Entry(block, 0x0112, 3, 1, orientation);
  Entry(block, 0x013B, 2, 12, artist_at);
  Entry(block, 0x8769, 4, 1, exif_at);
  Number(block, second_at, 4);
  Number(block, 2, 2);
  Entry(block, 0xA002, 3, 1, 4000);
  Entry(block, 0xA003, 4, 1, 3000);
  Number(block, 0, 4);
  block += std::string("Ann Example\0", 12);
  Number(block, 2, 2);
  Entry(block, 0x0201, 4, 1, thumbnail_at);
  Entry(block, 0x0202, 4, 1, 9);
  Number(block, 0, 4);
  return block + "THUMBNAIL";
}

std::string Iptc() {
  std::string records;
  for (const auto& [set, text] :
       {std::pair{80, "Ann Example"}, {116, "(c) Example"}, {120, "by the sea"}}) {
    records += '\x1C';
    records += '\x02';
    records += static_cast<char>(set);
    Number(records, static_cast<uint32_t>(std::string(text).size()), 2);
    records += text;
  }
  return records;
}

std::string SourceWith(const Attachments& attachments, OutputFormat format, uint32_t orientation) {
  const Picture picture = test::StoredAs(test::PhotographLike(80, 60), orientation);
  return *EncodePicture(picture, Full("source", format), attachments);
}

TEST_F(CarriedTest, NothingIsCarriedUnasked) {
  const std::string source = SourceWith({"", FullExif(6), kXmp, Iptc()}, OutputFormat::kJpeg, 6);
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
    const std::string source = SourceWith({"", FullExif(6), kXmp, Iptc()}, from, 6);
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
    spec.xmp = kXmp;
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
  spec.xmp = kXmp;
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
  Number(block, 1, 2);
  Entry(block, 0x8769, 4, 1, exif_at);
  Number(block, 0, 4);
  Number(block, 2, 2);
  Entry(block, 0xA001, 3, 1, 0xFFFF);
  Entry(block, 0xA005, 4, 1, index_at);
  Number(block, 0, 4);
  Number(block, 1, 2);
  Entry(block, 0x0001, 2, 4, 0x52303300);  // "R03"
  Number(block, 0, 4);
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
  const std::string file =
      ProducedOne(SourceWith({"", FullExif(6), kXmp, Iptc()}, OutputFormat::kJpeg, 6), rights);
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
  const std::string source = SourceWith({"", sound, kXmp, Iptc()}, OutputFormat::kJpeg, 1);
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

// --- Never larger

// Compressed so well that no re-encoding is smaller.
std::string SmallJpeg() {
  return test::MakeJpeg(200, 150, 20);
}

Derivative NeverLarger() {
  Derivative derivative = Full("copy", OutputFormat::kJpeg);
  derivative.quality = 95;
  derivative.never_larger = true;
  return derivative;
}

std::string Clean(const std::string& jpeg) {
  return ProducedOne(jpeg, [] {
    Derivative derivative = Full("clean", OutputFormat::kJpeg);
    derivative.quality = 20;
    return derivative;
  }());
}

TEST_F(CarriedTest, ASmallerSourceIsKeptAsItIs) {
  const std::string source = Clean(SmallJpeg());
  ASSERT_TRUE(HoldsPictureOnly(source, PictureFormat::kJpeg, ""));
  const Produced produced = Produce(source, {{NeverLarger()}});
  EXPECT_EQ(produced.files[0] == source, true);
  EXPECT_THAT(produced.warning.text, HasSubstr("copy: the source's own bytes"));
  EXPECT_EQ(produced.warning.kinds, WarningSet(Warning::kSourceKept));
  Derivative small = NeverLarger();
  small.quality = 5;
  const Produced smaller = Produce(source, {{small}});
  EXPECT_LT(smaller.files[0].size(), source.size());
  EXPECT_EQ(smaller.warning, WarningText());
}

TEST_F(CarriedTest, WhereMoreThanSizeWouldChangeTheFileIsNew) {
  const std::string source = Clean(SmallJpeg());
  const auto is_source = [](const std::string& file, auto change) {
    Derivative derivative = NeverLarger();
    change(derivative);
    return ProducedOne(file, derivative) == file;
  };
  const auto as_is = [](Derivative&) {};
  EXPECT_TRUE(is_source(source, as_is));
  EXPECT_TRUE(is_source(source, [](Derivative& d) { d.format = OutputFormat::kSame; }));
  EXPECT_TRUE(is_source(source, [](Derivative& d) { d.width = d.height = 200; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) { d.never_larger = false; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) { d.format = OutputFormat::kPng; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) { d.width = d.height = 199; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) {
    d.fit = Fit::kContain;
    d.width = d.height = 200;
  }));
  const std::string turned = test::JpegWithExif(source, test::ExifBlock(6));
  EXPECT_FALSE(is_source(turned, [](Derivative& d) { d.metadata = MetadataRule::kKeep; }));
  const std::string tells = test::JpegWithExif(source, test::ExifBlock(1));
  EXPECT_FALSE(is_source(tells, as_is)) << "stripped metadata must not be copied";
  EXPECT_FALSE(is_source(tells, [](Derivative& d) { d.metadata = MetadataRule::kCopyright; }));
  EXPECT_TRUE(is_source(tells, [](Derivative& d) { d.metadata = MetadataRule::kKeep; }));
  EXPECT_FALSE(is_source(source + "more", as_is)) << "nor bytes after the end";
}

// Every decoder would show another image.
TEST_F(CarriedTest, ADamagedSourceIsNeverAnOutput) {
  std::string source = Clean(SmallJpeg());
  const size_t middle = source.size() / 2;
  source.replace(middle, 2, "\xFF\xFE");
  ASSERT_TRUE(source.ends_with("\xFF\xD9"));
  for (const std::string& file : {source, source.substr(0, middle)}) {
    Derivative copy = NeverLarger();
    copy.metadata = MetadataRule::kKeep;
    const Produced produced = Produce(file, {{copy}}, Parts::kAccepted);
    EXPECT_EQ(produced.files[0] == file, false);
    EXPECT_THAT(produced.warning.text, StartsWith("partly decoded: "));
    EXPECT_TRUE(produced.warning.kinds.Has(Warning::kPartlyDecoded));
    EXPECT_FALSE(produced.warning.kinds.Has(Warning::kSourceKept));
  }
}

TEST_F(CarriedTest, APartOfAPictureIsInTheKeptColours) {
  const std::string source = TaggedJpeg(test::P3Profile());
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.colour = ColourRule::kKeep;
  const Produced produced =
      Produce(source.substr(0, source.size() * 2 / 3), {{keep}}, Parts::kAccepted);
  EXPECT_THAT(produced.warning.text, StartsWith("partly decoded: "));
  EXPECT_EQ(KeptColours(produced.files[0]).colour.profile == test::P3Profile(), true);
}

TEST_F(CarriedTest, ProfilesStayWhereTheyAreKept) {
  Derivative plain = Full("copy", OutputFormat::kJpeg);
  plain.colour = ColourRule::kKeep;
  plain.quality = 20;
  const std::string source = ProducedOne(TaggedJpeg(test::P3Profile()), plain);
  Derivative copy = NeverLarger();
  EXPECT_EQ(ProducedOne(source, copy) == source, false);
  copy.colour = ColourRule::kKeep;
  EXPECT_EQ(ProducedOne(source, copy) == source, true);
}

// The samples would change, or their meaning would.
TEST_F(CarriedTest, WhatIsConvertedIsNew) {
  Derivative copy = NeverLarger();
  Derivative keep = NeverLarger();
  keep.colour = ColourRule::kKeep;
  Picture grey{64, 64, ColourModel::kGrey, {{64, 64, {}}}, false};
  for (int i = 0; i < 64 * 64; ++i) grey.planes[0].samples.push_back(static_cast<uint8_t>(i / 16));
  test::FileSpec spec;
  spec.quality = 20;
  for (const std::string& icc : {test::P3Profile(), test::SrgbProfile()}) {
    spec.icc = icc;
    const std::string source = test::MakeFile(grey, spec);
    ASSERT_THAT(source, HasSubstr("ICC_PROFILE"));
    keep.metadata = copy.metadata = MetadataRule::kKeep;
    EXPECT_EQ(ProducedOne(source, copy) == source, false);
    EXPECT_EQ(ProducedOne(source, keep) == source, false) << "grey ones still become sRGB";
  }
}

TEST_F(CarriedTest, APngThatTellsOtherColoursIsNew) {
  Derivative small = Full("small", OutputFormat::kPng);
  small.encoding.level = 9;
  Derivative copy = Full("copy", OutputFormat::kPng);
  copy.encoding.level = 0;
  copy.never_larger = true;
  const std::string plain = ProducedOne(test::MakePng(90, 70), small);
  ASSERT_EQ(ProducedOne(plain, copy) == plain, true);
  std::string display_p3;
  for (const uint32_t number :
       {31'270U, 32'900U, 68'000U, 32'000U, 26'500U, 69'000U, 15'000U, 6'000U}) {
    Number(display_p3, number, 4);
  }
  std::string srgb_gamma;
  std::string linear;
  Number(srgb_gamma, 45'455, 4);
  Number(linear, 100'000, 4);
  const std::string as_srgb = test::PngWithChunk(plain, "gAMA", srgb_gamma);
  EXPECT_EQ(ProducedOne(as_srgb, copy) == as_srgb, true);
  for (const std::string& source : {test::PngWithChunk(as_srgb, "cHRM", display_p3),
                                    test::PngWithChunk(plain, "gAMA", linear)}) {
    ASSERT_TRUE(HoldsPictureOnly(source, PictureFormat::kPng, ""));
    EXPECT_EQ(ProducedOne(source, copy) == source, false);
    copy.colour = ColourRule::kKeep;
    EXPECT_EQ(ProducedOne(source, copy) == source, false);
  }
}

TEST_F(CarriedTest, PngAndWebpAreKeptAsWell) {
  Derivative png = Full("png", OutputFormat::kPng);
  png.encoding.level = 9;
  Derivative webp = Full("webp", OutputFormat::kWebp);
  webp.quality = 10;
  const Produced small = Produce(test::MakePng(90, 70), {{png, webp}});
  png.encoding.level = 0;
  webp.quality = 100;
  png.never_larger = webp.never_larger = true;
  EXPECT_EQ(ProducedOne(small.files[0], png) == small.files[0], true);
  EXPECT_EQ(ProducedOne(small.files[1], webp) == small.files[1], false)
      << "a WebP's coded image may be followed by other, invisible bytes";
  webp.metadata = MetadataRule::kKeep;
  EXPECT_EQ(ProducedOne(small.files[1], webp) == small.files[1], true);
}

// A segment's name does not determine its content.
TEST_F(CarriedTest, WhatIsStrippedIsNotCarriedUnderAnotherName) {
  const std::string source = Clean(SmallJpeg());
  const std::string segments[] = {
      std::string("\xFF\xEE\0\x10", 4) + "private remark",                    // not Adobe's
      std::string("\xFF\xE2\0\x1A", 4) + "ICC_PROFILE private rema",          // not a profile
      std::string("\xFF\xDB\0\x43\3", 5) + "private" + std::string(57, 'x'),  // for no component
  };
  for (const std::string& segment : segments) {
    std::string hiding = source;
    hiding.insert(2, segment);
    for (const MetadataRule rule : {MetadataRule::kStrip, MetadataRule::kCopyright}) {
      Derivative copy = NeverLarger();
      copy.metadata = rule;
      EXPECT_THAT(ProducedOne(hiding, copy), Not(HasSubstr("private")));
    }
  }
}

}  // namespace
}  // namespace photomill
