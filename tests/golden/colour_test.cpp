// Every kind of colour is output as the sRGB that a viewer would see.
#include "common/container/byte_view.h"
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
  // The values of the three primaries: 20 bytes each.
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
