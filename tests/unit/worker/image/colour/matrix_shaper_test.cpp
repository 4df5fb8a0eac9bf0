// The fast path for 16-bit RGB gives the same result as the exact path of Little CMS.
#include "worker/image/colour/matrix_shaper.h"

#include <gtest/gtest.h>
#include <lcms2.h>

#include <cstdlib>
#include <string>

#include "tests/support/pictures.h"
#include "tests/support/profiles.h"
#include "worker/image/colour/colour_profiles.h"

namespace photomill {
namespace {

// A grid of colours, with a finer part in the shadows.
std::vector<uint16_t> Colours() {
  std::vector<uint16_t> colours;
  for (const uint32_t step : {3855U, 150U}) {
    for (uint32_t red = 0; red <= 17; ++red) {
      for (uint32_t green = 0; green <= 17; ++green) {
        for (uint32_t blue = 0; blue <= 17; ++blue) {
          for (const uint32_t sample : {red, green, blue}) {
            colours.push_back(static_cast<uint16_t>(sample * step));
          }
        }
      }
    }
  }
  return colours;
}

class MatrixShaperTest : public testing::Test {
 protected:
  void TearDown() override { cmsCloseProfile(target_); }

  void ExpectAsLittleCms(cmsHPROFILE profile) {
    const std::vector<uint16_t> in = Colours();
    std::vector<uint8_t> quick(in.size());
    std::vector<uint8_t> exact(in.size());
    const auto shaper = MatrixShaper::Make(profile, target_);
    ASSERT_NE(shaper, nullptr);
    shaper->ConvertRow(in.data(), in.size() / 3, quick.data());
    cmsHTRANSFORM transform =
        cmsCreateTransform(profile, TYPE_RGB_16, target_, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC,
                           cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOOPTIMIZE);
    cmsDoTransform(transform, in.data(), exact.data(), static_cast<cmsUInt32Number>(in.size() / 3));
    cmsDeleteTransform(transform);
    int differ = 0;
    for (size_t i = 0; i < in.size(); ++i) {
      ASSERT_LE(std::abs(quick[i] - exact[i]), 1) << i;
      differ += quick[i] != exact[i] ? 1 : 0;
    }
    EXPECT_LT(differ, static_cast<int>(in.size() / 50));  // at the boundaries between two levels
  }

  cmsHPROFILE target_ = MakeTargetProfile(nullptr, SampleModel::kRgb);
};

TEST_F(MatrixShaperTest, GivesWhatLittleCmsGives) {
  for (const Primaries& primaries :
       {test::kDisplayP3, test::kAdobeRgb, test::kProPhoto, test::kBt2020}) {
    for (const double gamma : {1.0, 1.8, 2.2}) {
      const std::string icc = test::GammaProfile(primaries, gamma);
      cmsHPROFILE profile =
          cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size()));
      ExpectAsLittleCms(profile);
      cmsCloseProfile(profile);
    }
  }
  for (const DynamicRange range : {DynamicRange::kPq, DynamicRange::kHlg}) {
    SourceColour told;
    told.primaries = test::kBt2020;
    told.range = range;
    cmsHPROFILE profile = MakeToldProfile(nullptr, told);
    ExpectAsLittleCms(profile);
    cmsCloseProfile(profile);
  }
}

TEST_F(MatrixShaperTest, LeavesOtherProfilesToLittleCms) {
  cmsHPROFILE lab = cmsCreateLab4Profile(nullptr);
  EXPECT_EQ(MatrixShaper::Make(lab, target_), nullptr);
  cmsCloseProfile(lab);
  const std::string inks = test::PlainInkProfile();
  cmsHPROFILE cmyk = cmsOpenProfileFromMem(inks.data(), static_cast<cmsUInt32Number>(inks.size()));
  EXPECT_EQ(MatrixShaper::Make(cmyk, target_), nullptr);
  cmsCloseProfile(cmyk);
}

TEST_F(MatrixShaperTest, LeavesABlackThatIsToBeStretchedToLittleCms) {
  const cmsCIExyY white = {0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE colours = {{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
  const std::vector<uint16_t> raised = {3000, 65535};
  cmsToneCurve* curve = cmsBuildTabulatedToneCurve16(nullptr, 2, raised.data());
  cmsToneCurve* const curves[] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &colours, curves);
  EXPECT_EQ(MatrixShaper::Make(profile, target_), nullptr);
  cmsCloseProfile(profile);
  cmsFreeToneCurve(curve);
}

}  // namespace
}  // namespace photomill
