#include "common/container/jpeg2000_parts.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill {
namespace {

const std::string kPicture = std::string(kCodestreamStart) + "and more of it";

TEST(Jpeg2000PartsTest, ACodestreamAloneIsAllThereIs) {
  const Result<Jpeg2000Parts> parts = ReadJpeg2000Parts(kPicture, false);
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ(parts->codestream, kPicture);
  EXPECT_EQ(parts->header, "");
}

TEST(Jpeg2000PartsTest, FindsTheFirstOfEachBox) {
  const std::string exif = IsoBoxBytes("uuid", "JpgTiffExif->JP2II*");
  const std::string layer = IsoBoxBytes("jplh", "layer") + IsoBoxBytes("jplh", "another");
  const std::string file = Jp2("meaning", kPicture, layer + exif) + IsoBoxBytes("jp2c", "second");
  const Result<Jpeg2000Parts> parts = ReadJpeg2000Parts(file, false);
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ(parts->codestream, kPicture);
  EXPECT_EQ(parts->header, "meaning");
  EXPECT_EQ(parts->layer, "layer");
  EXPECT_EQ(parts->exif, "II*");
  EXPECT_FALSE(parts->cut_off);
  EXPECT_FALSE(parts->damaged_behind_it);
}

TEST(Jpeg2000PartsTest, WhatFollowsThePictureMayBeDamaged) {
  const std::string file = Jp2({}, kPicture) + "a trailer of no box";
  const Result<Jpeg2000Parts> parts = ReadJpeg2000Parts(file, false);
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ(parts->codestream, kPicture);
  EXPECT_TRUE(parts->damaged_behind_it);
}

TEST(Jpeg2000PartsTest, ACutPictureIsThereIfItIsWanted) {
  const std::string file = Jp2({}, kPicture);
  for (size_t cut = 1; cut < kPicture.size(); ++cut) {
    const std::string_view bytes = std::string_view(file).substr(0, file.size() - cut);
    EXPECT_EQ(ReadJpeg2000Parts(bytes, false).failure().reason, Reason::kCorrupt);
    const Result<Jpeg2000Parts> parts = ReadJpeg2000Parts(bytes, true);
    ASSERT_TRUE(parts.ok()) << cut;
    EXPECT_EQ(parts->codestream, kPicture.substr(0, kPicture.size() - cut));
    EXPECT_TRUE(parts->cut_off);
  }
}

TEST(Jpeg2000PartsTest, WithoutAPictureThereIsNothing) {
  const std::string file = Jp2("meaning", {});
  for (const bool cut_off_too : {false, true}) {
    for (size_t length = 12; length <= file.size(); ++length) {
      const Result<Jpeg2000Parts> parts =
          ReadJpeg2000Parts(std::string_view(file).substr(0, length), cut_off_too);
      ASSERT_FALSE(parts.ok()) << length;
      EXPECT_EQ(parts.failure().reason, Reason::kCorrupt);
    }
  }
}

}  // namespace
}  // namespace photomill
