#include "worker/image/metadata/metadata.h"

#include <gmock/gmock.h>

#include "common/container/byte_writer.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/xmp_rights.h"

namespace photomill {
namespace {

constexpr double DotsPerInch(double dpi) {
  return dpi / kMetresPerInch;
}

Density Square(double dpi) {
  return {DotsPerInch(dpi), DotsPerInch(dpi), true};
}

// A little-endian block with resolution tags.
std::string ExifOfResolution(uint32_t above, uint32_t below, uint32_t unit) {
  std::string block("II*\0\x08\0\0\0", 8);
  constexpr auto kLittle = Endian::kLittle;
  AppendNumber(block, 3, 2, kLittle);
  const uint64_t values_at = 8 + 2 + 3 * 12 + 4;
  for (const uint64_t tag : {uint64_t{0x011A}, uint64_t{0x011B}}) {
    AppendNumber(block, tag, 2, kLittle);
    AppendNumber(block, 5, 2, kLittle);
    AppendNumber(block, 1, 4, kLittle);
    AppendNumber(block, values_at + (tag - 0x011A) * 8, 4, kLittle);
  }
  AppendNumber(block, 0x0128, 2, kLittle);
  AppendNumber(block, 3, 2, kLittle);
  AppendNumber(block, 1, 4, kLittle);
  AppendNumber(block, unit, 4, kLittle);
  AppendNumber(block, 0, 4, kLittle);
  for (int i = 0; i < 2; ++i) {
    AppendNumber(block, above, 4, kLittle);
    AppendNumber(block, below, 4, kLittle);
  }
  return block;
}

Density TheExifs(const std::string& block) {
  const std::optional<TiffFile> file = TiffFile::Open(block);
  return DensityOfTiff(*file, *file->DirectoryAt(file->first_offset()));
}

Attachments Kept(const SourceMetadata& source, const Density& density) {
  return MetadataFor(MetadataRule::kKeep, source, {.width = 8, .height = 8, .density = density});
}

TEST(DensityOfOutputTest, IsTheContainersOrExifs) {
  SourceMetadata source;
  EXPECT_FALSE(Kept(source, {}).density.given());
  EXPECT_TRUE(Agree(Kept(source, Square(300)).density, Square(300)));
  source.exif = ExifOfResolution(240, 1, 2);
  EXPECT_TRUE(Agree(Kept(source, {}).density, Square(240)));
  EXPECT_TRUE(Agree(Kept(source, Square(96)).density, Square(240)));
  EXPECT_EQ(Kept(source, Square(96)).exif, source.exif);
  source.exif = ExifOfResolution(100, 1, 3);
  EXPECT_TRUE(Agree(Kept(source, {}).density, Square(254)));
}

TEST(DensityOfOutputTest, ExifsSeventyTwoMeansThatNobodyKnows) {
  SourceMetadata source;
  source.exif = ExifOfResolution(720'000, 10'000, 2);
  EXPECT_FALSE(Kept(source, {}).density.given());
  EXPECT_EQ(Kept(source, {}).exif, source.exif);
  EXPECT_EQ(Kept(source, Square(72)).exif, source.exif) << "the same, however it is written";
  const Attachments kept = Kept(source, Square(300));
  EXPECT_TRUE(Agree(kept.density, Square(300)));
  EXPECT_TRUE(Agree(TheExifs(kept.exif), Square(300))) << "EXIF says the same";
}

TEST(DensityOfOutputTest, ExifAgreesWithPixelsThatAreNotSquare) {
  SourceMetadata source;
  source.exif = ExifOfResolution(100, 1, 3);
  const Density fax = {DotsPerInch(204), DotsPerInch(97.5), true};
  const Attachments kept = Kept(source, fax);
  EXPECT_TRUE(Agree(kept.density, fax));
  EXPECT_TRUE(Agree(TheExifs(kept.exif), fax));
}

TEST(DensityOfOutputTest, IsStrippedWithTheRest) {
  for (const MetadataRule rule : {MetadataRule::kStrip, MetadataRule::kCopyright}) {
    const Attachments out =
        MetadataFor(rule, {}, {.width = 8, .height = 8, .density = Square(300)});
    EXPECT_FALSE(out.density.given());
  }
}

std::string ByLine(const std::string& name) {
  return std::string("\x1C\x02\x50\0", 4) + static_cast<char>(name.size()) + name;
}

TEST(RightsOfOutputTest, ComeFromExifThenXmpThenIptcThenTexts) {
  const auto artist = [](const SourceMetadata& source) {
    const std::string block =
        MetadataFor(MetadataRule::kCopyright, source, {.width = 8, .height = 8}).exif;
    const std::optional<ExifView> exif = ExifView::Parse(block);
    return exif ? ExifText(*exif, kArtistTag) : std::string();
  };
  SourceMetadata source;
  EXPECT_EQ(artist(source), "");
  source.of_texts.creator = "of text";
  EXPECT_EQ(artist(source), "of text");
  source.iptc = ByLine("J\xFCrgen");
  EXPECT_EQ(artist(source), "J\xC3\xBCrgen");
  source.of_xmp.creator = "of XMP";
  EXPECT_EQ(artist(source), "of XMP");
  source.exif = CopyrightExif("of EXIF", "");
  EXPECT_EQ(artist(source), "of EXIF");
}

TEST(RightsOfOutputTest, BecomeXmpWhereThereIsNoPlaceForThem) {
  SourceMetadata source;
  source.iptc = ByLine("J\xFCrgen");
  const auto kept = [&](bool holds_iptc) {
    return MetadataFor(MetadataRule::kKeep, source,
                       {.width = 8, .height = 8, .holds_iptc = holds_iptc})
        .xmp;
  };
  EXPECT_EQ(kept(true), "");
  EXPECT_EQ(RightsOfXmp(kept(false)).creator, "J\xC3\xBCrgen");
  source.of_texts = {"of text", "(c) of text"};
  EXPECT_EQ(RightsOfXmp(kept(false)).creator, "J\xC3\xBCrgen");
  EXPECT_EQ(RightsOfXmp(kept(false)).copyright, "(c) of text");
  EXPECT_EQ(RightsOfXmp(kept(true)).copyright, "(c) of text");
}

}  // namespace
}  // namespace photomill
