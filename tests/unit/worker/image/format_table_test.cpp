#include "worker/image/format_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::HasSubstr;

Derivative Keep(uint32_t quality) {
  Derivative derivative;
  derivative.name = "keep";
  derivative.format = OutputFormat::kSame;
  derivative.quality = quality;
  derivative.key = "{name}";
  return derivative;
}

TEST(InSourceFormatTest, TakesTheFormatAndItsDefaultQuality) {
  const auto told = [](PictureFormat source, uint32_t quality) {
    const Result<Derivative> derivative = InSourceFormat(Keep(quality), source);
    EXPECT_TRUE(derivative.ok());
    return std::pair(derivative->format, derivative->quality);
  };
  EXPECT_EQ(told(PictureFormat::kJpeg, 0), std::pair(OutputFormat::kJpeg, 82U));
  EXPECT_EQ(told(PictureFormat::kWebp, 0), std::pair(OutputFormat::kWebp, 80U));
  EXPECT_EQ(told(PictureFormat::kPng, 0).first, OutputFormat::kPng);
  EXPECT_EQ(told(PictureFormat::kJpeg, 70), std::pair(OutputFormat::kJpeg, 70U));
  EXPECT_EQ(told(PictureFormat::kWebp, 70), std::pair(OutputFormat::kWebp, 70U));
}

TEST(InSourceFormatTest, NamesTheFormatThatIsNotWrittenAndTheRemedy) {
  for (const auto& [source, word] : {std::pair{PictureFormat::kGif, "gif"},
                                     {PictureFormat::kTiff, "tiff"},
                                     {PictureFormat::kBmp, "bmp"}}) {
    const Result<Derivative> derivative = InSourceFormat(Keep(0), source);
    ASSERT_FALSE(derivative.ok());
    EXPECT_EQ(derivative.failure().reason, Reason::kNotEncodable);
    EXPECT_EQ(derivative.failure().detail,
              "keep: the source is a " + std::string(word) +
                  ", which photomill can read but not write: give the derivative \"keep\" the "
                  "format JPEG, WEBP or PNG instead of SAME, or leave such files out with "
                  "--exclude");
  }
}

TEST(InSourceFormatTest, LeavesAFormatThatIsToldAlone) {
  Derivative derivative = Keep(55);
  derivative.format = OutputFormat::kWebp;
  const Result<Derivative> told = InSourceFormat(derivative, PictureFormat::kGif);
  ASSERT_TRUE(told.ok());
  EXPECT_EQ(*told, derivative);
}

// Every format that is read or written must have cost estimates.
TEST(FormatTableTest, EveryFormatHasItsEstimates) {
  for (const std::string_view word : FormatWords(kDecodedFormats)) {
    PictureHeader header;
    header.format = *ParsePictureFormat(word);
    header.width = header.height = 1000;
    for (const uint32_t channels : {1U, 3U, 4U}) {
      header.channels = channels;
      const FormatRow& row = RowOf(header.format);
      EXPECT_GE(row.decode_memory(header, 1'000'000), 3'000'000U) << word;
      EXPECT_GE(row.decode_effort, 1U) << word;
    }
  }
  for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng}) {
    Derivative derivative;
    derivative.format = format;
    EXPECT_EQ(WrittenRowOf(format).format, format);
    EXPECT_GE(WrittenRowOf(format).cost(derivative).bytes, 3U) << FormatWord(format);
  }
}

TEST(FormatTableTest, ADerivativeThatKeepsItsFormatIsWrittenAsTheSource) {
  const auto row_for = [](PictureFormat source) { return WrittenRowFor(Keep(0), source); };
  EXPECT_EQ(row_for(PictureFormat::kPng), &WrittenRowOf(OutputFormat::kPng));
  EXPECT_EQ(row_for(PictureFormat::kGif), nullptr);
  EXPECT_TRUE(IsSourceFormat(OutputFormat::kWebp, PictureFormat::kWebp));
  EXPECT_FALSE(IsSourceFormat(OutputFormat::kWebp, PictureFormat::kJpeg));
  EXPECT_FALSE(IsSourceFormat(OutputFormat::kWebp, PictureFormat::kGif));
}

}  // namespace
}  // namespace photomill
