// Metadata must be correct for the output, and rights come from every place where a source states
// them. Runs whole jobs, as a worker does.
#include <gmock/gmock.h>

#include "common/container/byte_writer.h"
#include "common/container/jpeg_segments.h"
#include "common/container/png_chunks.h"
#include "tests/golden/compare.h"
#include "tests/golden/produced.h"
#include "tests/support/pictures.h"
#include "worker/image/format_table.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/iptc.h"
#include "worker/image/metadata/xmp_rights.h"

namespace photomill {
namespace {

using testing::HasSubstr;
using testing::Not;

using MetadataTest = GoldenTest;

constexpr OutputFormat kAllWritten[] = {OutputFormat::kJpeg, OutputFormat::kWebp,
                                        OutputFormat::kPng};

Derivative Keeping(OutputFormat format, MetadataRule rule = MetadataRule::kKeep) {
  Derivative derivative = Full("keep", format);
  derivative.metadata = rule;
  return derivative;
}

std::string JpegWith(const std::string& jpeg, uint8_t marker, const std::string& body) {
  std::string segment = {'\xFF', static_cast<char>(marker)};
  AppendNumber(segment, body.size() + 2, 2);
  return std::string(jpeg).insert(2, segment + body);
}

std::string JpegWithXmp(const std::string& jpeg, const std::string& packet) {
  return JpegWith(jpeg, 0xE1, std::string(kJpegXmpPrefix) + packet);
}

// A packet whose description has these attributes and this content.
std::string XmpOf(const std::string& attributes, const std::string& content = "") {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
         "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
         "xmlns:dc='http://purl.org/dc/elements/1.1/' " +
         attributes + ">" + content + "</rdf:Description></rdf:RDF></x:xmpmeta>";
}

SourceMetadata MetadataOf(const std::string& file) {
  return ReadMetadata(file, ReadPictureHeader(file, {})->format);
}

Rights RightsIn(const std::string& file) {
  const std::string block = MetadataOf(file).exif;
  const std::optional<ExifView> exif = ExifView::Parse(block);
  if (!exif) return {};
  return {ExifText(*exif, kArtistTag), ExifText(*exif, kCopyrightTag)};
}

// --- Density

std::string WithJfifDensity(std::string jpeg, uint8_t unit, uint16_t x, uint16_t y) {
  EXPECT_EQ(jpeg.substr(6, 5), kJfifName);
  PutNumber(jpeg, 13, unit, 1);
  PutNumber(jpeg, 14, x, 2);
  PutNumber(jpeg, 16, y, 2);
  return jpeg;
}

std::string PhysBody(uint32_t x, uint32_t y, uint32_t unit) {
  std::string body;
  AppendNumber(body, x, 4);
  AppendNumber(body, y, 4);
  AppendNumber(body, unit, 1);
  return body;
}

TEST_F(MetadataTest, TheDensityIsKeptWithTheMetadata) {
  const std::string jpeg = WithJfifDensity(test::MakeJpeg(60, 40), 1, 300, 300);
  const std::string png =
      test::PngWithChunk(test::MakePng(60, 40), "pHYs", PhysBody(11811, 11811, 1));
  const Density wanted = ReadPictureHeader(jpeg, {})->density;
  for (const std::string& source : {jpeg, png}) {
    for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kPng}) {
      Derivative small = Keeping(format);
      small.width = small.height = 30;
      const std::string kept = ProducedOne(source, small);
      EXPECT_TRUE(Agree(ReadPictureHeader(kept, {})->density, wanted));
      for (const MetadataRule rule : {MetadataRule::kStrip, MetadataRule::kCopyright}) {
        const std::string stripped = ProducedOne(source, Keeping(format, rule));
        EXPECT_FALSE(ReadPictureHeader(stripped, {})->density.absolute);
      }
    }
  }
}

TEST_F(MetadataTest, TheDensityTurnsWithThePicture) {
  const Picture stored = test::StoredAs(test::PhotographLike(60, 40), 6);
  const std::string jpeg = *EncodePicture(stored, Full("source", OutputFormat::kJpeg), {});
  const std::string source =
      test::JpegWithExif(WithJfifDensity(jpeg, 1, 204, 98), test::ExifBlock(6));
  Recipe recipe = {{Keeping(OutputFormat::kJpeg)}};
  recipe.reading.square_pixels = false;
  const Density stored_density = ReadPictureHeader(Produce(source, recipe).files[0], {})->density;
  EXPECT_NEAR(stored_density.x * kMetresPerInch, 98, 0.1);
  EXPECT_NEAR(stored_density.y * kMetresPerInch, 204, 0.1);
  recipe.reading.square_pixels = true;
  const Density squared = ReadPictureHeader(Produce(source, recipe).files[0], {})->density;
  EXPECT_NEAR(squared.x * kMetresPerInch, 204, 0.1);
  EXPECT_NEAR(squared.y * kMetresPerInch, 204, 0.1);
}

TEST_F(MetadataTest, WithoutADensityOutputsSayNone) {
  const std::string png = ProducedOne(test::MakePng(60, 40), Keeping(OutputFormat::kPng));
  EXPECT_THAT(png, Not(HasSubstr("pHYs")));
  EXPECT_EQ(
      ProducedOne(WithJfifDensity(test::MakeJpeg(60, 40), 0, 1, 1), Keeping(OutputFormat::kJpeg)) ==
          ProducedOne(WithJfifDensity(test::MakeJpeg(60, 40), 0, 1, 1),
                      Keeping(OutputFormat::kJpeg, MetadataRule::kStrip)),
      true);
}

// --- Rights

constexpr const char* kNameUtf8 = "J\xC3\xBCrgen Example";

std::string IptcRecords(const std::string& name, const std::string& copyright) {
  std::string records;
  for (const auto& [set, text] : {std::pair{80, name}, {116, copyright}}) {
    records += std::string("\x1C\x02", 2) + static_cast<char>(set);
    AppendNumber(records, text.size(), 2);
    records += text;
  }
  return records;
}

std::string JpegWithIptc(const std::string& name, const std::string& copyright) {
  const Picture picture = test::PhotographLike(60, 40);
  Attachments attachments;
  attachments.iptc = IptcRecords(name, copyright);
  return *EncodePicture(picture, Full("source", OutputFormat::kJpeg), attachments);
}

TEST_F(MetadataTest, RightsOfXmpAloneAreCarried) {
  const std::string source = JpegWithXmp(
      test::MakeJpeg(60, 40),
      XmpOf("",
            "<dc:creator><rdf:Seq><rdf:li>\xC3\x84nne</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq>"
            "</dc:creator><dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>(c) "
            "\xC3\x84nne</rdf:li></rdf:Alt></dc:rights>"));
  for (const OutputFormat format : kAllWritten) {
    const Rights rights = RightsIn(ProducedOne(source, Keeping(format, MetadataRule::kCopyright)));
    EXPECT_EQ(rights.creator, "\xC3\x84nne; Bob");
    EXPECT_EQ(rights.copyright, "(c) \xC3\x84nne");
  }
}

TEST_F(MetadataTest, RightsOfXmpCountEvenIfThePacketCannotBeKept) {
  const std::string source =
      JpegWithXmp(test::MakeJpeg(60, 40), XmpOf("xmlns:tiff='http://ns.adobe.com/tiff/1.0/' "
                                                "tiff:Orientation='six' dc:creator='Ann'"));
  EXPECT_EQ(
      RightsIn(ProducedOne(source, Keeping(OutputFormat::kJpeg, MetadataRule::kCopyright))).creator,
      "Ann");
}

TEST_F(MetadataTest, RightsOfIptcBecomeUtf8AndXmpWhereIptcHasNoPlace) {
  const std::string source = JpegWithIptc("J\xFCrgen Example", "\xA9 2019");
  for (const OutputFormat format : kAllWritten) {
    const Rights rights = RightsIn(ProducedOne(source, Keeping(format, MetadataRule::kCopyright)));
    EXPECT_EQ(rights.creator, kNameUtf8);
    EXPECT_EQ(rights.copyright, "\xC2\xA9 2019");
    const SourceMetadata kept = MetadataOf(ProducedOne(source, Keeping(format)));
    const bool jpeg = format == OutputFormat::kJpeg;
    EXPECT_EQ(kept.of_xmp.creator, jpeg ? "" : kNameUtf8);
    EXPECT_EQ(kept.of_xmp.copyright, jpeg ? "" : "\xC2\xA9 2019");
    EXPECT_EQ(IptcText(kept.iptc, kIptcByline), jpeg ? kNameUtf8 : "");
  }
}

TEST_F(MetadataTest, RightsOfPngTextsAreCarried) {
  const std::string plain = test::MakePng(60, 40);
  const std::string international =
      std::string("Author\0\0\0de\0Autor\0", 18) + std::string(kNameUtf8);
  const std::string sources[] = {
      test::PngWithChunk(plain, "tEXt", std::string("Author\0", 7) + "J\xFCrgen Example"),
      test::PngWithChunk(plain, "iTXt", international),
      // "Jürgen Example" in Latin-1.
      test::PngWithChunk(plain, "zTXt",
                         std::string("Author\0\0", 8) +
                             std::string("\x78\x01\x01\x0E\x00\xF1\xFF", 7) + "J\xFCrgen Example" +
                             std::string("\x2E\x54\x05\xDF", 4)),
  };
  for (const std::string& source : sources) {
    const std::string file =
        ProducedOne(source, Keeping(OutputFormat::kPng, MetadataRule::kCopyright));
    EXPECT_EQ(RightsIn(file).creator, kNameUtf8);
    EXPECT_EQ(MetadataOf(ProducedOne(source, Keeping(OutputFormat::kJpeg))).of_xmp.creator,
              kNameUtf8);
  }
}

TEST_F(MetadataTest, DamagedPngTextsHarmNothing) {
  const std::string plain = test::MakePng(60, 40);
  for (const auto& [type, body] :
       {std::pair<const char*, std::string>{"zTXt", std::string("Author\0\0garbage", 15)},
        {"zTXt", std::string("Author\0", 7)},
        {"zTXt", "Author"},
        {"iTXt", std::string("Author\0\1\7", 9)},
        {"iTXt", std::string("Author\0\1\0de\0Autor\0garbage", 25)},
        {"tEXt", std::string("Author\0", 7)},
        {"tEXt", "Author"}}) {
    const std::string file = ProducedOne(test::PngWithChunk(plain, type, body),
                                         Keeping(OutputFormat::kPng, MetadataRule::kCopyright));
    EXPECT_TRUE(RightsIn(file).empty());
  }
}

// --- Descriptions of removed parts

TEST_F(MetadataTest, XmpSpeaksOfNoFilmAndScalesPanoramas) {
  const std::string source = JpegWithXmp(
      test::MakeJpeg(160, 80),
      XmpOf("xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' GCamera:MotionPhoto='1' "
            "xmlns:GPano='http://ns.google.com/photos/1.0/panorama/' "
            "GPano:FullPanoWidthPixels='160' GPano:CroppedAreaImageWidthPixels='160' "
            "dc:format='image/jpeg'"));
  for (const OutputFormat format : kAllWritten) {
    Derivative small = Keeping(format);
    small.width = small.height = 80;
    Derivative cropped = Keeping(format);
    cropped.name = "cropped", cropped.key = "cropped/{name}";
    cropped.fit = Fit::kCover;
    cropped.width = cropped.height = 40;
    const Produced produced = Produce(source, {{small, cropped}});
    EXPECT_EQ(produced.warning, WarningText());
    for (const std::string& file : produced.files) {
      EXPECT_THAT(MetadataOf(file).xmp, Not(HasSubstr("MotionPhoto")));
      EXPECT_THAT(MetadataOf(file).xmp, HasSubstr("image/jpeg"));
    }
    EXPECT_THAT(MetadataOf(produced.files[0]).xmp, HasSubstr("FullPanoWidthPixels='80'"));
    EXPECT_THAT(MetadataOf(produced.files[1]).xmp, Not(HasSubstr("FullPanoWidthPixels")));
  }
}

TEST_F(MetadataTest, APanoramaMadeOfACroppedDerivativeIsNone) {
  const std::string source = JpegWithXmp(
      test::MakeJpeg(400, 200), XmpOf("xmlns:GPano='http://ns.google.com/photos/1.0/panorama/' "
                                      "GPano:FullPanoWidthPixels='400'"));
  Derivative square = Keeping(OutputFormat::kJpeg);
  square.fit = Fit::kCover;
  square.width = square.height = 160;
  Derivative small = square;
  small.name = "small", small.key = "small/{name}";
  small.width = small.height = 20;
  Derivative padded = Keeping(OutputFormat::kJpeg);
  padded.name = "padded", padded.key = "padded/{name}";
  padded.fit = Fit::kContain;
  padded.width = padded.height = 100;
  for (const std::string& file : Produce(source, {{square, small, padded}}).files) {
    EXPECT_THAT(MetadataOf(file).xmp, Not(HasSubstr("FullPano")));
  }
}

TEST_F(MetadataTest, DamagedXmpThatMayBeUntrueIsLeftOutAndSaid) {
  const std::string source = JpegWithXmp(test::MakeJpeg(60, 40), "<a GCamera:MotionPhoto='1'/>");
  const Produced produced = Produce(source, {{Keeping(OutputFormat::kJpeg)}});
  EXPECT_EQ(produced.warning,
            (WarningText{Warning::kMetadataLeftOut, "its XMP is damaged and was left out"}));
  EXPECT_THAT(produced.files[0], Not(HasSubstr("MotionPhoto")));
}

// --- Further images

std::string WithSecondPicture(const std::string& jpeg, uint32_t type) {
  std::string index("II*\0\x08\0\0\0\x01\0\x02\xB0\x07\0\x20\0\0\0\x1A\0\0\0\0\0\0\0", 26);
  for (const uint32_t of_second : {0U, 1U}) {
    AppendNumber(index, of_second == 0 ? 0x030000 : type, 4, Endian::kLittle);
    AppendNumber(index, jpeg.size(), 4, Endian::kLittle);
    AppendNumber(index, of_second * jpeg.size(), 4, Endian::kLittle);
    AppendNumber(index, 0, 4);
  }
  return JpegWith(jpeg, 0xE2, std::string("MPF\0", 4) + index) + jpeg;
}

TEST_F(MetadataTest, ASecondPictureThatIsLeftOutIsSaid) {
  const std::string jpeg = test::MakeJpeg(60, 40);
  const WarningText said = {Warning::kOneOfSeveral, "it has 2 images, of which the first was used"};
  const Derivative plain = Full("a", OutputFormat::kJpeg);
  const std::string bare = ProducedOne(jpeg, plain);
  for (const uint32_t type : {0x020002U, 0U}) {
    const Produced produced =
        Produce(WithSecondPicture(jpeg, type), {{plain, Full("b", OutputFormat::kPng)}});
    EXPECT_EQ(produced.warning, said);
    EXPECT_EQ(produced.files[0] == bare, true);
  }
  EXPECT_EQ(Produce(WithSecondPicture(jpeg, 0x010002), {{plain}}).warning, WarningText())
      << "a camera's preview";
}

TEST_F(MetadataTest, ACopyOfTheFileHasItsSecondPicture) {
  Derivative copy = Keeping(OutputFormat::kJpeg);
  copy.quality = 100;
  copy.never_larger = true;
  const std::string source = WithSecondPicture(test::MakeJpeg(200, 150, 20), 0x020002);
  const Produced produced = Produce(source, {{copy}});
  EXPECT_EQ(produced.files[0] == source, true);
  EXPECT_EQ(produced.warning.kinds, WarningSet(Warning::kSourceKept));
}

}  // namespace
}  // namespace photomill
