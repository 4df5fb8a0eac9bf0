#include "worker/image/metadata/source_metadata.h"

#include <gtest/gtest.h>

#include "tests/support/pictures.h"
#include "worker/image/format_table.h"
#include "worker/image/metadata/attachments.h"

namespace photomill {
namespace {

// A layout that reading test::ExifBlock() would not give.
PlacedExif Marked(PlacedExif sniffed) {
  sniffed.layout->first.entries = 0;
  return sniffed;
}

TEST(SourceMetadataTest, TheBlockOfTheHeaderIsNotReadAgain) {
  const std::string block = test::ExifBlock(6);
  for (const std::string& file : {test::JpegWithExif(test::MakeJpeg(16, 16), block),
                                  test::PngWithChunk(test::MakePng(16, 16), "eXIf", block),
                                  test::WebpWithExif(test::MakeWebp(16, 16), block)}) {
    const Result<PictureHeader> header = ReadPictureHeader(file, {});
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    const SourceMetadata metadata = ReadMetadata(file, header->format, Marked(header->exif));
    EXPECT_EQ(metadata.exif, block);
    ASSERT_TRUE(metadata.exif_layout.has_value());
    EXPECT_EQ(metadata.exif_layout->first.entries, 0U);
  }
}

TEST(SourceMetadataTest, AnotherBlockIsReadWhereItIsCopied) {
  const std::string block = test::ExifBlock(6);
  const std::string large = block + std::string(kMetadataBytesMax, '\0');
  // The chunk that is added last is the first in the file.
  std::string file = test::PngWithChunk(test::MakePng(16, 16), "eXIf", block);
  file = test::PngWithChunk(file, "eXIf", large);
  const PlacedExif sniffed = Marked(ReadPictureHeader(file, {})->exif);
  ASSERT_EQ(sniffed.bytes, large.size());
  const SourceMetadata metadata = ReadMetadata(file, PictureFormat::kPng, sniffed);
  EXPECT_EQ(metadata.exif, block);
  ASSERT_TRUE(metadata.exif_layout.has_value());
  EXPECT_EQ(metadata.exif_layout->first.entries, 1U);
}

TEST(SourceMetadataTest, DamagedExifIsLeftOut) {
  const std::string block = test::ExifBlock(6).substr(0, 8);
  const std::string file = test::JpegWithExif(test::MakeJpeg(16, 16), block);
  const PlacedExif sniffed = ReadPictureHeader(file, {})->exif;
  ASSERT_TRUE(sniffed.given());
  for (const PlacedExif& known : {sniffed, PlacedExif{}}) {
    const SourceMetadata metadata = ReadMetadata(file, PictureFormat::kJpeg, known);
    EXPECT_EQ(metadata.exif, "");
    EXPECT_TRUE(metadata.warning.kinds.Has(Warning::kMetadataLeftOut));
  }
}

}  // namespace
}  // namespace photomill
