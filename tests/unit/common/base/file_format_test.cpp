#include "common/base/file_format.h"

#include <set>

#include <gtest/gtest.h>

namespace photomill {
namespace {

FileFormat Nth(size_t i) {
  return static_cast<FileFormat>(i);
}

// Ledgers and messages contain these words.
TEST(FileFormatTest, EachHasAWordOfItsOwnThatComesBack) {
  std::set<std::string_view> words;
  for (size_t i = 0; i < kFileFormatCount; ++i) {
    const std::string_view word = FileFormatWord(Nth(i));
    EXPECT_TRUE(words.insert(word).second) << word;
    EXPECT_EQ(ParseFileFormat(word), Nth(i)) << word;
    EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), word.npos) << word;
    EXPECT_FALSE(FileFormatName(Nth(i)).empty()) << word;
  }
  EXPECT_EQ(FileFormatWord(FileFormat::kUnknown), "");
  EXPECT_EQ(ParseFileFormat("jpg"), std::nullopt);
  EXPECT_EQ(ParseFileFormat("JPEG"), std::nullopt);
}

TEST(FileFormatTest, WhatWorkersDecodeHasTheirWordsAndNames) {
  size_t pictures = 0;
  for (size_t i = 0; i < kFileFormatCount; ++i) {
    const std::optional<PictureFormat> picture = PictureFormatOf(Nth(i));
    EXPECT_EQ(picture.has_value(), KindOf(Nth(i)) == FileKind::kPicture);
    if (!picture) continue;
    ++pictures;
    EXPECT_EQ(FileFormatOf(*picture), Nth(i));
    EXPECT_EQ(FileFormatWord(Nth(i)), PictureFormatWord(*picture));
    EXPECT_EQ(FileFormatName(Nth(i)), PictureFormatName(*picture));
  }
  EXPECT_EQ(pictures, FormatWords(kAllFormats).size());
}

TEST(FileFormatTest, RawFilesAndFilmsAreCompanions) {
  for (const FileFormat format : {FileFormat::kNef, FileFormat::kCr3, FileFormat::kCameraRaw,
                                  FileFormat::kQuickTime, FileFormat::kMpegStream}) {
    EXPECT_TRUE(IsCompanion(format)) << FileFormatWord(format);
  }
  for (const FileFormat format :
       {FileFormat::kUnknown, FileFormat::kJpeg, FileFormat::kTiff, FileFormat::kPsd,
        FileFormat::kSound, FileFormat::kEmpty, FileFormat::kXml}) {
    EXPECT_FALSE(IsCompanion(format)) << FileFormatWord(format);
  }
}

}  // namespace
}  // namespace photomill
