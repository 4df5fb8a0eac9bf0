#include "tests/support/profiles.h"

#include <lcms2.h>

#include <array>

#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

constexpr size_t kDateAt = 24;  // in an ICC profile's header
constexpr size_t kDateBytes = 12;

// Without today's date, which would make another profile each time.
std::string BytesOf(cmsHPROFILE profile) {
  cmsUInt32Number length = 0;
  cmsSaveProfileToMem(profile, nullptr, &length);
  std::string bytes(length, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &length);
  cmsCloseProfile(profile);
  return bytes.replace(kDateAt, kDateBytes, kDateBytes, '\0');
}

cmsCIExyY Point(const Chromaticity& chromaticity) {
  return {chromaticity.x, chromaticity.y, 1};
}

// Converts to the Lab of sRGB's samples, as the grid stores it.
cmsInt32Number Sample(const cmsUInt16Number in[], cmsUInt16Number out[], void* cargo) {
  std::array<double, 3> rgb{};
  for (size_t i = 0; i < 3; ++i) rgb[i] = (1 - in[i] / 65535.0) * (1 - in[3] / 65535.0);
  cmsCIELab lab;
  cmsDoTransform(static_cast<cmsHTRANSFORM>(cargo), rgb.data(), &lab, 1);
  cmsFloat2LabEncoded(out, &lab);
  return 1;
}

}  // namespace

std::string GammaProfile(const Primaries& primaries, double gamma) {
  const cmsCIExyY white = Point(primaries.white);
  const cmsCIExyYTRIPLE colours = {Point(primaries.red), Point(primaries.green),
                                   Point(primaries.blue)};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  const std::array<cmsToneCurve*, 3> curves = {curve, curve, curve};
  const cmsHPROFILE profile = cmsCreateRGBProfile(&white, &colours, curves.data());
  cmsFreeToneCurve(curve);
  return BytesOf(profile);
}

std::string P3Profile() {
  return GammaProfile(kDisplayP3, 2.2);
}

std::string SrgbProfile() {
  return BytesOf(cmsCreate_sRGBProfile());
}

std::string GreyGammaProfile(double gamma) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  const cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  return BytesOf(profile);
}

std::string PlainInkProfile() {
  const cmsHPROFILE srgb = cmsCreate_sRGBProfile();
  const cmsHPROFILE lab = cmsCreateLab4Profile(nullptr);
  const cmsHTRANSFORM to_lab =
      cmsCreateTransform(srgb, TYPE_RGB_DBL, lab, TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC, 0);
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, 4, 3);
  cmsStage* grid = cmsStageAllocCLut16bit(nullptr, 17, 4, 3, nullptr);
  cmsStageSampleCLut16bit(grid, Sample, to_lab, 0);
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, 4, nullptr));
  cmsPipelineInsertStage(pipeline, cmsAT_END, grid);
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, 3, nullptr));
  cmsDeleteTransform(to_lab);
  cmsCloseProfile(srgb);
  cmsCloseProfile(lab);

  const cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(profile, 4.3);
  cmsSetDeviceClass(profile, cmsSigInputClass);
  cmsSetColorSpace(profile, cmsSigCmykData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ());
  cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
  cmsLinkTag(profile, cmsSigAToB1Tag, cmsSigAToB0Tag);
  cmsPipelineFree(pipeline);
  return BytesOf(profile);
}

}  // namespace photomill::test
