// JPEG 2000, in its boxes and as a codestream alone.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/support/pictures.h"

namespace photomill {
namespace {

using Jpeg2000Test = GoldenTest;

test::FileSpec Spec(const char* format) {
  test::FileSpec spec;
  spec.format = format;
  spec.quality = 100;
  return spec;
}

TEST_F(Jpeg2000Test, ComesCloseInBothForms) {
  const Picture picture = test::PhotographLike(203, 149);
  for (const char* format : {"JP2", "J2K"}) {
    const Result<DecodedPicture> decoded = DecodeFile(test::MakeFile(picture, Spec(format)));
    ASSERT_TRUE(decoded.ok()) << format << ": " << decoded.failure().detail;
    EXPECT_EQ(decoded->warning.text, "") << format;
    EXPECT_LE(Compare(decoded->picture, picture).mean, 1) << format;
  }
}

TEST_F(Jpeg2000Test, SixteenBitsAreRoundedToEight) {
  Picture ramp{256, 4, ColourModel::kRgb, {}, false};
  ramp.planes.assign(3, {256, 4, {}});
  for (int i = 0; i < 1024; ++i) {
    ramp.planes[0].samples.push_back(static_cast<uint8_t>(i % 256));
    ramp.planes[1].samples.push_back(static_cast<uint8_t>(255 - i % 256));
    ramp.planes[2].samples.push_back(static_cast<uint8_t>(i * 7 % 256));
  }
  test::FileSpec spec = Spec("JP2");
  spec.depth = 16;
  EXPECT_LE(Compare(Decoded(test::MakeFile(ramp, spec)), ramp).largest, 1);
}

TEST_F(Jpeg2000Test, AlphaAndGreyAreKept) {
  const Picture picture = test::PhotographWithAlpha(64, 48);
  const Picture decoded = Decoded(test::MakeFile(picture, Spec("JP2")));
  ASSERT_TRUE(decoded.has_alpha);
  for (size_t i = 0; i < decoded.planes.back().samples.size(); ++i) {
    ASSERT_NEAR(decoded.planes.back().samples[i], picture.planes.back().samples[i], 2);
  }
  Picture grey = test::PhotographLike(40, 30);
  grey.planes.resize(1);
  grey.colour = ColourModel::kGrey;
  const Picture shown = Decoded(test::MakeFile(grey, Spec("JP2")));
  EXPECT_EQ(shown.colour, ColourModel::kGrey);
  EXPECT_LE(Compare(shown, grey).mean, 1);
}

TEST_F(Jpeg2000Test, OddAndSmallestSidesAreKept) {
  for (const auto& [width, height] : {std::pair{1U, 1U}, {1U, 33U}, {65U, 1U}, {17U, 19U}}) {
    const Picture picture = test::PhotographLike(width, height);
    EXPECT_LE(Compare(Decoded(test::MakeFile(picture, Spec("JP2"))), picture).mean, 1);
  }
}

TEST_F(Jpeg2000Test, CutOnesAreCorrupt) {
  for (const char* format : {"JP2", "J2K"}) {
    const std::string file = test::MakeFile(test::PhotographLike(96, 64), Spec(format));
    for (size_t percent = 2; percent < 100; percent += 3) {
      const Result<DecodedPicture> decoded =
          DecodeFile(std::string_view(file).substr(0, file.size() * percent / 100));
      ASSERT_FALSE(decoded.ok()) << format << " cut at " << percent << " %";
      EXPECT_THAT(ReasonWord(decoded.failure().reason), testing::AnyOf("corrupt", "not_an_image"))
          << format << " cut at " << percent << " %: " << decoded.failure().detail;
    }
  }
}

}  // namespace
}  // namespace photomill
