#include "worker/image/colour/matrix_shaper.h"

#include <lcms2.h>

#include <algorithm>
#include <cmath>

namespace photomill {
namespace {

constexpr size_t kSamples = 65536;
// Steps of light: at the steepest part of sRGB's curve, one step is a twentieth of a level.
constexpr size_t kSteps = 65536;
constexpr double kBlackMax = 1e-4;
constexpr float kLightMax = 100;  // larger values mean damage

using Matrix = std::array<std::array<double, 3>, 3>;

constexpr std::array kColorants = {cmsSigRedColorantTag, cmsSigGreenColorantTag,
                                   cmsSigBlueColorantTag};
constexpr std::array kCurves = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
// If a profile has one of these tags, it is used instead of the matrix.
constexpr std::array kTables = {cmsSigAToB0Tag, cmsSigAToB1Tag, cmsSigAToB2Tag,
                                cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB2Tag};

bool IsMatrixShaper(cmsHPROFILE profile) {
  return cmsGetColorSpace(profile) == cmsSigRgbData && cmsGetPCS(profile) == cmsSigXYZData &&
         cmsIsMatrixShaper(profile) != 0 &&
         std::none_of(kTables.begin(), kTables.end(),
                      [&](cmsTagSignature tag) { return cmsIsTag(profile, tag) != 0; });
}

// From RGB to the XYZ of the profile's connection space. False if a tag is damaged.
bool ReadMatrix(cmsHPROFILE profile, Matrix& matrix) {
  for (size_t i = 0; i < 3; ++i) {
    const auto* colour = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile, kColorants[i]));
    if (colour == nullptr) return false;
    matrix[0][i] = colour->X;
    matrix[1][i] = colour->Y;
    matrix[2][i] = colour->Z;
  }
  return true;
}

// False if the matrix cannot be inverted.
bool Invert(const Matrix& in, Matrix& out) {
  const auto minor = [&](size_t row, size_t column) {
    const size_t r1 = (row + 1) % 3;
    const size_t r2 = (row + 2) % 3;
    const size_t c1 = (column + 1) % 3;
    const size_t c2 = (column + 2) % 3;
    return in[r1][c1] * in[r2][c2] - in[r1][c2] * in[r2][c1];
  };
  const double determinant =
      in[0][0] * minor(0, 0) + in[0][1] * minor(0, 1) + in[0][2] * minor(0, 2);
  if (std::abs(determinant) < 1e-9) return false;
  for (size_t row = 0; row < 3; ++row) {
    for (size_t column = 0; column < 3; ++column) {
      out[row][column] = minor(column, row) / determinant;
    }
  }
  return true;
}

}  // namespace

std::unique_ptr<const MatrixShaper> MatrixShaper::Make(void* source, void* target) {
  if (!IsMatrixShaper(source) || !IsMatrixShaper(target)) return nullptr;
  Matrix to_xyz{};
  Matrix target_to_xyz{};
  Matrix from_xyz{};
  if (!ReadMatrix(source, to_xyz) || !ReadMatrix(target, target_to_xyz) ||
      !Invert(target_to_xyz, from_xyz)) {
    return nullptr;
  }
  std::unique_ptr<MatrixShaper> shaper(new MatrixShaper);
  for (size_t row = 0; row < 3; ++row) {
    for (size_t column = 0; column < 3; ++column) {
      double sum = 0;
      for (size_t i = 0; i < 3; ++i) sum += from_xyz[row][i] * to_xyz[i][column];
      shaper->mix_[row][column] = static_cast<float>(sum);
    }
  }
  for (size_t channel = 0; channel < 3; ++channel) {
    const auto* curve = static_cast<const cmsToneCurve*>(cmsReadTag(source, kCurves[channel]));
    if (curve == nullptr || std::abs(cmsEvalToneCurveFloat(curve, 0)) > kBlackMax) return nullptr;
    std::vector<float>& light = shaper->light_[channel];
    light.resize(kSamples);
    for (size_t i = 0; i < kSamples; ++i) {
      light[i] = cmsEvalToneCurveFloat(curve, static_cast<float>(i) / (kSamples - 1));
      if (!(std::abs(light[i]) <= kLightMax)) return nullptr;
    }
  }
  // The target is sRGB, whose three curves are equal.
  const auto* curve = static_cast<const cmsToneCurve*>(cmsReadTag(target, kCurves[0]));
  cmsToneCurve* reverse = curve == nullptr ? nullptr : cmsReverseToneCurve(curve);
  if (reverse == nullptr) return nullptr;
  shaper->levels_.resize(kSteps);
  for (size_t i = 0; i < kSteps; ++i) {
    const float level = cmsEvalToneCurveFloat(reverse, static_cast<float>(i) / (kSteps - 1));
    shaper->levels_[i] = static_cast<uint8_t>(std::lround(std::clamp(level, 0.F, 1.F) * 255));
  }
  cmsFreeToneCurve(reverse);
  return shaper;
}

void MatrixShaper::ConvertRow(const uint16_t* samples, size_t pixels, uint8_t* out) const {
  for (size_t pixel = 0; pixel < pixels; ++pixel, samples += 3, out += 3) {
    const float red = light_[0][samples[0]];
    const float green = light_[1][samples[1]];
    const float blue = light_[2][samples[2]];
    for (size_t i = 0; i < 3; ++i) {
      const float light = mix_[i][0] * red + mix_[i][1] * green + mix_[i][2] * blue;
      const float step = std::clamp(light, 0.F, 1.F) * (kSteps - 1) + 0.5F;
      out[i] = levels_[static_cast<size_t>(step)];
    }
  }
}

}  // namespace photomill
