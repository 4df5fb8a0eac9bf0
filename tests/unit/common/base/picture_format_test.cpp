#include "common/base/picture_format.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(PictureFormatTest, ASetHasWhatItWasGiven) {
  constexpr FormatSet kSet = {PictureFormat::kPng, PictureFormat::kJpeg2000};
  EXPECT_TRUE(kSet.Has(PictureFormat::kPng));
  EXPECT_TRUE(kSet.Has(PictureFormat::kJpeg2000));
  EXPECT_FALSE(kSet.Has(PictureFormat::kJpeg));
  EXPECT_FALSE(FormatSet().Has(PictureFormat::kJpeg));
  EXPECT_EQ(kSet, (FormatSet{PictureFormat::kJpeg2000, PictureFormat::kPng}));
}

TEST(PictureFormatTest, ListsAreInOneOrder) {
  EXPECT_EQ(FormatList({PictureFormat::kJpeg2000, PictureFormat::kGif}), "gif, jp2");
  EXPECT_EQ(FormatList(kAllFormats), "jpeg, png, gif, webp, tiff, bmp, heic, avif, jp2, pnm, tga");
  EXPECT_EQ(FormatList({}), "");
}

TEST(PictureFormatTest, HasNamesForPeople) {
  EXPECT_EQ(PictureFormatName(PictureFormat::kJpeg2000), "JPEG 2000");
  EXPECT_EQ(PictureFormatWord(PictureFormat::kWebp), "webp");
}

TEST(PictureFormatTest, EveryWordIsParsed) {
  for (const std::string_view word : FormatWords(kAllFormats)) {
    EXPECT_EQ(PictureFormatWord(*ParsePictureFormat(word)), word);
  }
  EXPECT_FALSE(ParsePictureFormat("jpg").has_value());
}

}  // namespace
}  // namespace photomill
