// The public collections of odd images, if available: each file has the outcome that its table of
// contents specifies.
#include <gmock/gmock.h>

#include <cstdlib>
#include <map>

#include "tests/golden/golden.h"
#include "tests/support/magick/second_opinion.h"
#include "worker/image/format_table.h"
#include "worker/image/metadata/metadata.h"
#include "worker/image/pixels/alpha.h"

namespace photomill {
namespace {

class CorpusTest : public GoldenTest {
 protected:
  void SetUp() override {
    folder_ = CorpusFolder();
    if (folder_.empty()) {
      GTEST_SKIP() << "no corpus: neither PHOTOMILL_CORPUS nor " << PHOTOMILL_CORPUS_BESIDE
                   << " is a folder";
    }
  }

  Result<DecodedPicture> Decode(const std::string& name, uint32_t denominator = 1) {
    const std::string bytes = ReadFile(folder_ / name);
    EXPECT_FALSE(bytes.empty()) << name;
    return DecodeFile(bytes, denominator);
  }
  Picture Sound(const std::string& name) {
    Result<DecodedPicture> decoded = Decode(name);
    EXPECT_TRUE(decoded.ok()) << name << ": " << decoded.failure().detail;
    return decoded.ok() ? std::move(decoded->picture) : Picture{};
  }

  std::filesystem::path folder_;
};

TEST_F(CorpusTest, PngSuite) {
  int sound = 0;
  int refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "pngsuite")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".png")) continue;
    const Result<DecodedPicture> decoded = DecodeFile(ReadFile(entry.path()));
    if (name.starts_with("x")) {
      ++refused;
      ASSERT_FALSE(decoded.ok()) << name;
      EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt") << name;
    } else {
      ++sound;
      EXPECT_TRUE(decoded.ok()) << name << ": " << decoded.failure().detail;
    }
  }
  EXPECT_GT(sound, 150);
  EXPECT_GE(refused, 14);
}

// ImageMagick provides a second opinion.
TEST_F(CorpusTest, PngSuiteLooksAsInImageMagick) {
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "pngsuite")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".png") || name.starts_with("x")) continue;
    const std::string bytes = ReadFile(entry.path());
    const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
    ASSERT_TRUE(header.ok()) << name;
    const Result<Picture> other = test::DecodeWithMagick(bytes, "PNG");
    ASSERT_TRUE(other.ok()) << name << ": " << other.failure().detail;
    const Result<DecodedPicture> ours = DecodePicture(bytes, *header, 1);
    ASSERT_TRUE(ours.ok()) << name << ": " << ours.failure().detail;
    for (const Rgb background : {Rgb{255, 255, 255}, Rgb{0, 0, 0}}) {
      EXPECT_LE(
          Compare(Flattened(ours->picture, background), Flattened(*other, background)).largest, 1)
          << name;
    }
  }
}

TEST_F(CorpusTest, PngSuiteGammasLookAlike) {
  for (const char* kind : {"n0g16", "n2c08", "n3p04"}) {
    const Picture wanted = Sound(std::string("pngsuite/g05") + kind + ".png");
    for (const char* gamma : {"g03", "g04", "g07", "g10"}) {
      const Picture picture = Sound(std::string("pngsuite/") + gamma + kind + ".png");
      // The digits in the images differ, so the mean is compared.
      EXPECT_LT(Compare(picture, wanted).mean, 8) << gamma << kind;
    }
  }
}

TEST_F(CorpusTest, OrientedPicturesLookAlike) {
  const Picture landscape = Sound("odd/Landscape_1.jpg");
  for (const char* number : {"3", "5", "6", "8"}) {
    const Picture picture = Sound(std::string("odd/Landscape_") + number + ".jpg");
    EXPECT_LT(Compare(picture, landscape).mean, 12) << number;
  }
  const Picture portrait = Sound("odd/Portrait_2.jpg");
  for (const char* number : {"4", "7"}) {
    EXPECT_LT(Compare(Sound(std::string("odd/Portrait_") + number + ".jpg"), portrait).mean, 12);
  }
}

TEST_F(CorpusTest, CmykWithAndWithoutProfileLookAlike) {
  const Picture tagged = Sound("odd/Channel_digital_image_CMYK_color.jpg");
  const Picture untagged = Sound("odd/Channel_digital_image_CMYK_color_no_profile.jpg");
  EXPECT_LT(Compare(tagged, untagged).mean, 12);
}

TEST_F(CorpusTest, DisplayP3IsConverted) {
  EXPECT_EQ(At(Sound("odd/p3.png"), 4, 4), (Colour{255, 0, 0, 255}));
}

TEST_F(CorpusTest, AlphaIsThereWhereItShouldBe) {
  EXPECT_TRUE(Sound("odd/16-bit-grey-alpha.png").has_alpha);
  EXPECT_TRUE(Sound("odd/with-alpha.png").has_alpha);
  EXPECT_TRUE(Sound("odd/grey-plus-alpha.gif").has_alpha);
}

TEST_F(CorpusTest, DamagedExifDoesNotSpoilThePicture) {
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "odd")) {
    const std::string name = entry.path().filename().string();
    const bool damaged_exif = name.starts_with("33") || name.starts_with("35") ||
                              name.starts_with("36") || name.starts_with("87") ||
                              name.starts_with("11-");
    if (damaged_exif) Sound("odd/" + name);
  }
}

TEST_F(CorpusTest, RefusedOnesHaveTheirReason) {
  const std::map<std::string, std::string> reasons = {
      {"truncated.jpg", "corrupt"},
      {"truncated.png", "corrupt"},
      {"corrupt-header.jpg", "corrupt"},
      {"corrupted.jpg", "corrupt"},
      {"struct-image-04-t.svg", "format_not_allowed"},
  };
  for (const auto& [name, reason] : reasons) {
    const Result<DecodedPicture> decoded = Decode("odd/" + name);
    ASSERT_FALSE(decoded.ok()) << name;
    EXPECT_EQ(ReasonWord(decoded.failure().reason), reason) << name;
  }
}

TEST_F(CorpusTest, AnimationsAndLessCommonFilesGiveTheirFirstPicture) {
  for (const char* name :
       {"animated-loop-3.gif", "animated-loop-3.webp", "rotating-squares.gif", "Crash_test.gif",
        "big-height.webp", "G31D.TIF", "8bit_depth.tiff", "Arbitro.tiff", "uncompressed_tiff.tiff",
        "IMG_5195.HEIC", "samplefilehub.heif", "pitm.avif", "relax.jp2"}) {
    Sound(std::string("odd/") + name);
  }
  // The two are the same animation in different formats.
  EXPECT_LT(Compare(Sound("odd/animated-loop-3.gif"), Sound("odd/animated-loop-3.webp")).mean, 4);
}

// Its EXIF belongs to two images, as in phones' files since 2024.
TEST_F(CorpusTest, ExifOfTwoPicturesIsThePhotos) {
  const std::string bytes = ReadFile(folder_ / "field/exif_of_two_items.heic");
  if (bytes.empty()) GTEST_SKIP() << "no field/exif_of_two_items.heic in " << folder_;
  const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
  ASSERT_TRUE(header.ok()) << header.failure().detail;
  EXPECT_EQ(header->frames, 1U);
  const Result<DecodedPicture> decoded = DecodeFile(bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.text, "");
  EXPECT_EQ(decoded->picture.width, 400U);
  EXPECT_EQ(decoded->picture.height, 225U);
  const SourceMetadata metadata = ReadMetadata(bytes, header->format);
  EXPECT_GT(metadata.exif.size(), 100U);
  EXPECT_EQ(metadata.warning.text, "");
}

// From phones, which write tiles.
TEST_F(CorpusTest, AHoleInAHeicIsCorrupt) {
  for (const char* name : {"odd/IMG_5195.HEIC", "odd/samplefilehub.heif"}) {
    std::string bytes = ReadFile(folder_ / name);
    const auto middle = bytes.begin() + static_cast<ptrdiff_t>(bytes.size() / 2);
    std::fill(middle, middle + 2048, '\0');
    const Result<DecodedPicture> decoded = DecodeFile(bytes);
    ASSERT_FALSE(decoded.ok()) << name;
    EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt") << name;
  }
}

// Whether a program reads the whole file without an error; the file's name is in the environment.
bool Opens(const std::string& command, const std::filesystem::path& file) {
  ::setenv("PHOTOMILL_TEST_FILE", file.c_str(), 1);
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

// A collection, and how many of its images both programs must open at least.
class OpenedByOthersTest : public CorpusTest,
                           public testing::WithParamInterface<std::pair<std::string, int>> {};

TEST_P(OpenedByOthersTest, WhatBothImageMagickAndLibvipsOpenIsOpened) {
  const auto& [collection, opened_least] = GetParam();
  for (const char* program : {"convert-im6.q16", "vips"}) {
    if (std::system(("command -v " + std::string(program) + " >/dev/null").c_str()) != 0) {
      GTEST_SKIP() << "there is no " << program
                   << ": apt-get install imagemagick-6.q16 libvips-tools";
    }
  }
  int opened = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / collection)) {
    const std::string bytes = ReadFile(entry.path());
    const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
    if (!header.ok() && header.failure().reason != Reason::kCorrupt) continue;
    if (!Opens("convert-im6.q16 -regard-warnings \"${PHOTOMILL_TEST_FILE}[0]\" null:", entry) ||
        !Opens("vips avg \"${PHOTOMILL_TEST_FILE}[fail]\"", entry)) {
      continue;
    }
    ++opened;
    const Result<DecodedPicture> decoded =
        DecodeFile(bytes, header.ok() && header->scaled_decode ? 8 : 1);
    EXPECT_TRUE(decoded.ok()) << entry.path() << ": " << decoded.failure().detail;
  }
  EXPECT_GE(opened, opened_least);
}

INSTANTIATE_TEST_SUITE_P(Corpus, OpenedByOthersTest,
                         testing::Values(std::pair("odd", 31), std::pair("pngsuite", 150)),
                         [](const auto& test) { return test.param.first; });

// 280 megapixels in a megabyte: decoded at an eighth, or refused by a limit, without using much
// memory.
TEST_F(CorpusTest, AGiantPictureIsBoundByTheLimit) {
  const std::string bytes = ReadFile(folder_ / "odd/giant-image.jpg");
  PictureLimits limits;
  limits.pixels_max = 100'000'000;
  const Result<PictureHeader> refused = ReadPictureHeader(bytes, limits);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.failure().reason, Reason::kTooLarge);
  EXPECT_THAT(refused.failure().detail, testing::HasSubstr("20000 x 14000 px"));
  const Result<DecodedPicture> eighth = Decode("odd/giant-image.jpg", 8);
  ASSERT_TRUE(eighth.ok()) << eighth.failure().detail;
  EXPECT_EQ(eighth->picture.width, 2500U);
}

}  // namespace
}  // namespace photomill
