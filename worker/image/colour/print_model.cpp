#include "worker/image/colour/print_model.h"

#include <lcms2.h>

#include <array>
#include <cmath>
#include <cstddef>

namespace photomill {
namespace {

constexpr cmsUInt32Number kGridPoints = 9;
constexpr size_t kCurvePoints = 256;
// A printed half tone covers this much more than half: ISO 12647-2, curves A/B and C.
constexpr double kDotGainColours = 0.14;
constexpr double kDotGainBlack = 0.17;

// Lab of the 16 overprints, bit 0 cyan, 1 magenta, 2 yellow, 3 black. The first eight and black are
// from ISO 12647-2 for paper types 1 and 2. Overprints with black are near black, a little darker.
constexpr std::array<cmsCIELab, 16> kOverprints = {{
    {95, 0, -2},     // paper
    {55, -37, -50},  // cyan
    {48, 74, -3},    // magenta
    {24, 22, -46},   // cyan and magenta: blue
    {89, -5, 93},    // yellow
    {50, -65, 27},   // cyan and yellow: green
    {47, 68, 48},    // magenta and yellow: red
    {23, 0, 0},      // all three
    {16, 0, 0},      // black
    {11, -3, -6},
    {11, 6, -1},
    {9, 1, -5},
    {14, -1, 6},
    {10, -4, 2},
    {11, 5, 4},
    {8, 0, 0},
}};

struct Model {
  std::array<cmsCIEXYZ, 16> overprints;
};

Model MakeModel() {
  Model model{};
  const cmsCIEXYZ* d50 = cmsD50_XYZ();
  for (size_t i = 0; i < kOverprints.size(); ++i) {
    cmsLab2XYZ(d50, &model.overprints[i], &kOverprints[i]);
  }
  // Relative to the paper: paper white becomes white.
  const cmsCIEXYZ paper = model.overprints[0];
  for (cmsCIEXYZ& colour : model.overprints) {
    colour.X *= d50->X / paper.X;
    colour.Y *= d50->Y / paper.Y;
    colour.Z *= d50->Z / paper.Z;
  }
  return model;
}

// The Neugebauer equations: each overprint covers the share of the paper given by its probability.
cmsInt32Number Sample(const cmsUInt16Number in[], cmsUInt16Number out[], void* cargo) {
  const auto* model = static_cast<const Model*>(cargo);
  std::array<double, 4> ink{};
  for (size_t i = 0; i < ink.size(); ++i) ink[i] = in[i] / 65535.0;
  cmsCIEXYZ sum{0, 0, 0};
  for (size_t overprint = 0; overprint < model->overprints.size(); ++overprint) {
    double share = 1;
    for (size_t i = 0; i < ink.size(); ++i) {
      share *= (overprint >> i & 1U) != 0 ? ink[i] : 1 - ink[i];
    }
    sum.X += share * model->overprints[overprint].X;
    sum.Y += share * model->overprints[overprint].Y;
    sum.Z += share * model->overprints[overprint].Z;
  }
  cmsCIELab lab;
  cmsXYZ2Lab(cmsD50_XYZ(), &lab, &sum);
  cmsFloat2LabEncoded(out, &lab);
  return 1;
}

cmsToneCurve* DotGainCurve(cmsContext context, double gain) {
  std::array<cmsUInt16Number, kCurvePoints> table{};
  for (size_t i = 0; i < kCurvePoints; ++i) {
    const double tone = static_cast<double>(i) / (kCurvePoints - 1);
    const double covered = tone + 4 * gain * tone * (1 - tone);
    table[i] = static_cast<cmsUInt16Number>(std::lround(covered * 65535.0));
  }
  return cmsBuildTabulatedToneCurve16(context, kCurvePoints, table.data());
}

cmsPipeline* MakePipeline(cmsContext context) {
  cmsPipeline* pipeline = cmsPipelineAlloc(context, 4, 3);
  cmsToneCurve* colours = DotGainCurve(context, kDotGainColours);
  cmsToneCurve* black = DotGainCurve(context, kDotGainBlack);
  const std::array<cmsToneCurve*, 4> gains = {colours, colours, colours, black};
  cmsStage* curves = cmsStageAllocToneCurves(context, 4, gains.data());
  cmsStage* grid = cmsStageAllocCLut16bit(context, kGridPoints, 4, 3, nullptr);
  cmsStage* straight = cmsStageAllocToneCurves(context, 3, nullptr);
  cmsFreeToneCurve(colours);
  cmsFreeToneCurve(black);

  Model model = MakeModel();
  cmsStageSampleCLut16bit(grid, Sample, &model, 0);
  cmsPipelineInsertStage(pipeline, cmsAT_END, curves);
  cmsPipelineInsertStage(pipeline, cmsAT_END, grid);
  cmsPipelineInsertStage(pipeline, cmsAT_END, straight);
  return pipeline;
}

}  // namespace

void* MakePrintProfile(void* context) {
  auto* lcms = static_cast<cmsContext>(context);
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(lcms);
  if (profile == nullptr) return nullptr;
  cmsSetProfileVersion(profile, 4.3);
  cmsSetDeviceClass(profile, cmsSigInputClass);
  cmsSetColorSpace(profile, cmsSigCmykData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ());
  cmsPipeline* pipeline = MakePipeline(lcms);
  cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
  cmsPipelineFree(pipeline);
  // Black point compensation looks for the tag of its own intent.
  cmsLinkTag(profile, cmsSigAToB1Tag, cmsSigAToB0Tag);
  return profile;
}

}  // namespace photomill
