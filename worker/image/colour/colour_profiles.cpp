#include "worker/image/colour/colour_profiles.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace photomill {
namespace {

constexpr Primaries kSrgbPrimaries = {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, 0.3290}};

// ITU-R BT.2408: diffuse white, which becomes our white. Brighter parts, such as highlights and
// lamps, are clipped.
constexpr double kDiffuseWhite = 203;  // cd/m²
constexpr size_t kCurvePoints = 4096;

cmsContext Context(void* context) {
  return static_cast<cmsContext>(context);
}

cmsToneCurve* SrgbCurve(cmsContext context) {
  const std::array<cmsFloat64Number, 5> parameters = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92,
                                                      0.04045};
  return cmsBuildParametricToneCurve(context, 4, parameters.data());
}

// ITU-R BT.2100, table 4: cd/m² of a PQ signal from 0 to 1.
double LightOfPq(double signal) {
  constexpr double kM1 = 2610.0 / 16384;
  constexpr double kM2 = 2523.0 / 4096 * 128;
  constexpr double kC1 = 3424.0 / 4096;
  constexpr double kC2 = 2413.0 / 4096 * 32;
  constexpr double kC3 = 2392.0 / 4096 * 32;
  const double power = std::pow(signal, 1 / kM2);
  return 10'000 * std::pow(std::max(power - kC1, 0.0) / (kC2 - kC3 * power), 1 / kM1);
}

// ITU-R BT.2100, table 5: cd/m² of an HLG signal on a display of 1000 cd/m², with the system gamma
// applied to each channel separately.
double LightOfHlg(double signal) {
  constexpr double kA = 0.17883277;
  constexpr double kB = 1 - 4 * kA;
  const double c = 0.5 - kA * std::log(4 * kA);
  const double scene =
      signal <= 0.5 ? signal * signal / 3 : (std::exp((signal - c) / kA) + kB) / 12;
  return 1000 * std::pow(scene, 1.2);
}

cmsToneCurve* LightCurve(cmsContext context, double (*light_of)(double)) {
  std::array<cmsUInt16Number, kCurvePoints> table{};
  for (size_t i = 0; i < kCurvePoints; ++i) {
    const double light = light_of(static_cast<double>(i) / (kCurvePoints - 1)) / kDiffuseWhite;
    table[i] = static_cast<cmsUInt16Number>(std::lround(std::min(light, 1.0) * 65535));
  }
  return cmsBuildTabulatedToneCurve16(context, kCurvePoints, table.data());
}

cmsToneCurve* CurveOf(cmsContext context, const SourceColour& source) {
  switch (source.range) {
    case DynamicRange::kPq:
      return LightCurve(context, LightOfPq);
    case DynamicRange::kHlg:
      return LightCurve(context, LightOfHlg);
    case DynamicRange::kStandard:
      break;
  }
  if (source.gamma > 0) return cmsBuildGamma(context, 1 / source.gamma);
  return SrgbCurve(context);
}

cmsCIExyY Point(const Chromaticity& chromaticity) {
  return {chromaticity.x, chromaticity.y, 1};
}

cmsHPROFILE GreyProfile(cmsContext context, cmsToneCurve* curve) {
  return cmsCreateGrayProfileTHR(context, cmsD50_xyY(), curve);
}

cmsHPROFILE RgbProfile(cmsContext context, const Primaries& primaries, cmsToneCurve* curve) {
  const cmsCIExyY white = Point(primaries.white);
  const cmsCIExyYTRIPLE colours = {Point(primaries.red), Point(primaries.green),
                                   Point(primaries.blue)};
  const std::array<cmsToneCurve*, 3> curves = {curve, curve, curve};
  return cmsCreateRGBProfileTHR(context, &white, &colours, curves.data());
}

}  // namespace

void* MakeTargetProfile(void* context, SampleModel model) {
  SourceColour srgb;
  srgb.model = model == SampleModel::kGrey ? SampleModel::kGrey : SampleModel::kRgb;
  return MakeToldProfile(context, srgb);
}

void* MakeToldProfile(void* context, const SourceColour& source) {
  cmsToneCurve* curve = CurveOf(Context(context), source);
  if (curve == nullptr) return nullptr;
  const cmsHPROFILE profile =
      source.model == SampleModel::kGrey
          ? GreyProfile(Context(context), curve)
          : RgbProfile(Context(context), source.primaries.value_or(kSrgbPrimaries), curve);
  cmsFreeToneCurve(curve);
  return profile;
}

}  // namespace photomill
