// Every kind of colour is output as the sRGB that a viewer would see.
#include "common/container/byte_view.h"
#include "tests/golden/colour_reference.h"
#include "tests/golden/golden.h"
#include "tests/support/pictures.h"

namespace photomill {
namespace {

using ColourTest = GoldenTest;

Picture Plain(uint32_t side, uint8_t red, uint8_t green, uint8_t blue) {
  const size_t count = size_t{side} * side;
  return {side,
          side,
          ColourModel::kRgb,
          {{side, side, std::vector<uint8_t>(count, red)},
           {side, side, std::vector<uint8_t>(count, green)},
           {side, side, std::vector<uint8_t>(count, blue)}},
          false};
}

TEST_F(ColourTest, DisplayP3IsConverted) {
  for (const char* format : {"JPEG", "PNG", "WEBP", "TIFF"}) {
    test::FileSpec spec;
    spec.format = format;
    spec.quality = 100;
    spec.icc = test::P3Profile();
    const Result<DecodedPicture> decoded =
        DecodeFile(test::MakeFile(Plain(16, 200, 120, 60), spec));
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(decoded->warning.text, "") << format;
    const Colour colour = At(decoded->picture, 8, 8);
    // In the smaller sRGB space, the same colour has more red and less blue.
    EXPECT_NEAR(colour[0], 213, 8) << format;
    EXPECT_NEAR(colour[1], 118, 8) << format;
    EXPECT_NEAR(colour[2], 44, 12) << format;
  }
}

TEST_F(ColourTest, SrgbProfilesChangeNothing) {
  test::FileSpec spec;
  spec.format = "PNG";
  spec.icc = test::SrgbProfile();
  const Picture picture = test::PhotographLike(40, 30);
  EXPECT_EQ(Compare(Decoded(test::MakeFile(picture, spec)), picture).largest, 0);
}

TEST_F(ColourTest, ABrokenProfileIsLeftOutWithAWarning) {
  std::string broken = test::P3Profile();
  broken.replace(36, 4, "xxxx");  // the profile's signature
  test::FileSpec spec;
  spec.icc = broken;
  const Result<DecodedPicture> decoded = DecodeFile(test::MakeFile(Plain(16, 200, 120, 60), spec));
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning, DamagedProfile()) << decoded->warning.text;
  EXPECT_NEAR(At(decoded->picture, 8, 8)[0], 200, 4);
}

// EXIF as cameras write it for Adobe RGB: "uncalibrated", and R03.
std::string ExifOfColours(char last_digit) {
  std::string block("MM\0*\0\0\0\x08", 8);
  block += std::string("\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x1A\0\0\0\0", 18);
  block += std::string("\0\2\xA0\1\0\3\0\0\0\1\xFF\xFF\0\0", 14);
  block += std::string("\xA0\5\0\4\0\0\0\1\0\0\0\x38\0\0\0\0", 16);
  block += std::string("\0\1\0\1\0\2\0\0\0\4R03\0\0\0\0\0", 18);
  block[block.size() - 6] = last_digit;
  return block;
}

std::vector<std::pair<std::string, std::string>> FilesWithExif(const Picture& picture,
                                                               const std::string& exif) {
  test::FileSpec spec;
  spec.quality = 100;
  spec.sampling = "1x1";
  const std::string jpeg = test::JpegWithExif(test::MakeFile(picture, spec), exif);
  spec.format = "PNG";
  const std::string png = test::PngWithChunk(test::MakeFile(picture, spec), "eXIf", exif);
  spec.format = "WEBP";
  return {{"JPEG", jpeg},
          {"PNG", png},
          {"WebP", test::WebpWithExif(test::MakeFile(picture, spec), exif)}};
}

TEST_F(ColourTest, AdobeRgbThatOnlyExifStatesIsConverted) {
  constexpr Primaries kAdobe = {{0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}, {0.3127, 0.3290}};
  const Triple expected = ReferenceSrgb({150 / 255.0, 120 / 255.0, 60 / 255.0}, kAdobe, 2.19921875);
  for (const auto& [format, file] : FilesWithExif(Plain(16, 150, 120, 60), ExifOfColours('3'))) {
    for (const ColourRule rule : {ColourRule::kSrgb, ColourRule::kKeep}) {
      const Result<PictureHeader> header = ReadPictureHeader(file, PictureLimits{});
      ASSERT_TRUE(header.ok()) << format;
      const Result<DecodedPicture> decoded = DecodePicture(file, *header, 1, rule);
      ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
      for (size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(At(decoded->picture, 8, 8)[i], 255 * expected[i], 5) << format;
      }
      EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther)) << format;
      EXPECT_EQ(decoded->colour.profile, "") << format << ": the colours are sRGB now";
      EXPECT_FALSE(decoded->colour.as_file) << format;
    }
  }
}

TEST_F(ColourTest, ExifCountsOnlyIfItNamesAdobeRgbAndThereIsNoProfile) {
  for (const auto& [format, file] : FilesWithExif(Plain(16, 150, 120, 60), ExifOfColours('9'))) {
    EXPECT_EQ(DecodeFile(file)->warning, WarningText()) << format;
    EXPECT_NEAR(At(Decoded(file), 8, 8)[0], 150, 5) << format;
  }
  test::FileSpec spec;
  spec.quality = 100;
  spec.icc = test::SrgbProfile();
  const std::string tagged =
      test::JpegWithExif(test::MakeFile(Plain(16, 150, 120, 60), spec), ExifOfColours('3'));
  EXPECT_EQ(DecodeFile(tagged)->warning, WarningText());
  EXPECT_NEAR(At(Decoded(tagged), 8, 8)[0], 150, 2);
}

TEST_F(ColourTest, CmykIsNotInverted) {
  // Adobe's CMYK JPEGs store inverted values, and so do Magick's.
  const Colour paper = At(Decoded(test::MakeCmykJpeg(16, 16, 0, 0, 0, 0, "")), 8, 8);
  for (size_t i = 0; i < 3; ++i) EXPECT_GE(paper[i], 250);
  const Colour black = At(Decoded(test::MakeCmykJpeg(16, 16, 0, 0, 0, 100, "")), 8, 8);
  for (size_t i = 0; i < 3; ++i) EXPECT_LE(black[i], 45);
  const Colour yellow = At(Decoded(test::MakeCmykJpeg(16, 16, 0, 0, 100, 0, "")), 8, 8);
  EXPECT_GE(yellow[0], 240);
  EXPECT_GE(yellow[1], 210);
  EXPECT_LE(yellow[2], 60);
  const Colour green = At(Decoded(test::MakeCmykJpeg(16, 16, 100, 0, 100, 0, "")), 8, 8);
  EXPECT_LE(green[0], 60);
  EXPECT_GE(green[1], 120);
}

TEST_F(ColourTest, CmykInTiffGivesTheSameColours) {
  test::FileSpec spec;
  spec.cmyk = true;
  spec.quality = 100;
  spec.sampling = "1x1";
  const Picture picture = test::PhotographLike(64, 48);
  const Picture jpeg = Decoded(test::MakeFile(picture, spec));
  spec.format = "TIFF";
  spec.compression = "LZW";
  const Picture tiff = Decoded(test::MakeFile(picture, spec));
  EXPECT_LT(Compare(jpeg, tiff).mean, 2);
}

TEST_F(ColourTest, AProfileForAnotherKindOfPictureDoesNotSpoilCmyk) {
  const Result<DecodedPicture> decoded =
      DecodeFile(test::MakeCmykJpeg(16, 16, 0, 0, 100, 0, test::P3Profile()));
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kColoursLeftOut));
  EXPECT_GE(At(decoded->picture, 8, 8)[0], 240);
  EXPECT_LE(At(decoded->picture, 8, 8)[2], 60);
}

TEST_F(ColourTest, AProfileOfOnlyOneHueIsLeftOut) {
  std::string profile = test::P3Profile();
  // The tags of the three primaries have 20 bytes each.
  const auto primary = [&](const char* tag) {
    const ByteView view(profile);
    return view.U32(profile.find(tag, 128) + 4);
  };
  const std::string red = profile.substr(primary("rXYZ"), 20);
  for (const char* tag : {"gXYZ", "bXYZ"}) profile.replace(primary(tag), 20, red);
  test::FileSpec spec;
  spec.format = "PNG";
  spec.icc = profile;
  for (const ColourRule rule : {ColourRule::kSrgb, ColourRule::kKeep}) {
    const std::string png = test::MakeFile(Plain(8, 200, 120, 60), spec);
    const Result<DecodedPicture> decoded =
        DecodePicture(png, *ReadPictureHeader(png, PictureLimits{}), 1, rule);
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kColoursLeftOut));
    EXPECT_EQ(At(decoded->picture, 4, 4)[0], 200);
    EXPECT_EQ(decoded->colour.profile, "");
  }
}

TEST_F(ColourTest, PngGammaIsApplied) {
  test::FileSpec spec;
  spec.format = "PNG";
  const std::string png = test::MakeFile(Plain(8, 55, 55, 60), spec);
  const auto gamma = [](uint32_t value) {
    return std::string{static_cast<char>(value >> 24), static_cast<char>(value >> 16),
                       static_cast<char>(value >> 8), static_cast<char>(value)};
  };
  EXPECT_NEAR(At(Decoded(test::PngWithChunk(png, "gAMA", gamma(100'000))), 4, 4)[0], 128, 3);
  EXPECT_EQ(At(Decoded(test::PngWithChunk(png, "gAMA", gamma(45'455))), 4, 4)[0], 55);
}

}  // namespace
}  // namespace photomill
