#include "worker/image/colour.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "common/base/check.h"
#include "worker/image/print_model.h"

namespace photomill {
namespace {

// Converting to the picture's own white and stretching its black to the screen's is what Adobe's
// programs do by default, and what people know.
constexpr cmsUInt32Number kIntent = INTENT_RELATIVE_COLORIMETRIC;
constexpr cmsUInt32Number kFlags = cmsFLAGS_BLACKPOINTCOMPENSATION;

constexpr double kSrgbGamma = 1 / 2.2;
// Files tell 0.45455, 0.4545 or 0.46 and all mean sRGB.
constexpr double kGammaTolerance = 0.01;

class Profile {
 public:
  explicit Profile(cmsHPROFILE handle) : handle_(handle) {}
  ~Profile() {
    if (handle_ != nullptr) cmsCloseProfile(handle_);
  }
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;
  [[nodiscard]] cmsHPROFILE get() const { return handle_; }

 private:
  cmsHPROFILE handle_;
};

cmsContext Context(void* context) {
  return static_cast<cmsContext>(context);
}

cmsToneCurve* SrgbCurve(cmsContext context) {
  const std::array<cmsFloat64Number, 5> parameters = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92,
                                                      0.04045};
  return cmsBuildParametricToneCurve(context, 4, parameters.data());
}

cmsHPROFILE GreyProfile(cmsContext context, cmsToneCurve* curve) {
  const cmsHPROFILE profile = cmsCreateGrayProfileTHR(context, cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  return profile;
}

cmsHPROFILE TargetProfile(cmsContext context, SampleModel model) {
  if (model == SampleModel::kGrey) return GreyProfile(context, SrgbCurve(context));
  return cmsCreate_sRGBProfileTHR(context);
}

cmsHPROFILE GammaProfile(cmsContext context, SampleModel model, double exponent) {
  cmsToneCurve* curve = cmsBuildGamma(context, exponent);
  if (model == SampleModel::kGrey) return GreyProfile(context, curve);
  const cmsCIExyY d65 = {0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1.0}, {0.30, 0.60, 1.0}, {0.15, 0.06, 1.0}};
  const std::array<cmsToneCurve*, 3> curves = {curve, curve, curve};
  const cmsHPROFILE profile = cmsCreateRGBProfileTHR(context, &d65, &primaries, curves.data());
  cmsFreeToneCurve(curve);
  return profile;
}

cmsUInt32Number InputType(const SourceColour& source) {
  switch (source.model) {
    case SampleModel::kGrey:
      return source.deep ? TYPE_GRAY_16 : TYPE_GRAY_8;
    case SampleModel::kRgb:
      return source.deep ? TYPE_RGB_16 : TYPE_RGB_8;
    case SampleModel::kCmyk:
      return source.deep ? TYPE_CMYK_16 : TYPE_CMYK_8;
  }
  return 0;
}

cmsColorSpaceSignature ColourSpace(SampleModel model) {
  switch (model) {
    case SampleModel::kGrey:
      return cmsSigGrayData;
    case SampleModel::kRgb:
      return cmsSigRgbData;
    case SampleModel::kCmyk:
      return cmsSigCmykData;
  }
  return cmsSigRgbData;
}

// Whether an 8-bit transform with these types leaves a grid of colours where it is, to one level.
bool LeavesColours(cmsHTRANSFORM transform, size_t channels) {
  std::vector<uint8_t> in;
  for (int red = 0; red < 256; red += 15) {
    if (channels == 1) {
      in.push_back(static_cast<uint8_t>(red));
      continue;
    }
    for (int green = 0; green < 256; green += 15) {
      for (int blue = 0; blue < 256; blue += 15) {
        in.push_back(static_cast<uint8_t>(red));
        in.push_back(static_cast<uint8_t>(green));
        in.push_back(static_cast<uint8_t>(blue));
      }
    }
  }
  std::vector<uint8_t> out(in.size());
  cmsDoTransform(transform, in.data(), out.data(),
                 static_cast<cmsUInt32Number>(in.size() / channels));
  for (size_t i = 0; i < in.size(); ++i) {
    if (std::abs(in[i] - out[i]) > 1) return false;
  }
  return true;
}

}  // namespace

ColourConverter::ColourConverter(const SourceColour& source)
    : context_(cmsCreateContext(nullptr, nullptr)) {
  if (!source.icc.empty()) {
    UseProfile(source);
    if (transform_ != nullptr || warning_.empty()) return;
  }
  if (source.model == SampleModel::kCmyk) {
    UsePrintModel(source);
  } else if (source.gamma > 0 && std::abs(source.gamma - kSrgbGamma) > kGammaTolerance) {
    UseGamma(source);
  }
}

ColourConverter::~ColourConverter() {
  if (transform_ != nullptr) cmsDeleteTransform(transform_);
  if (context_ != nullptr) cmsDeleteContext(Context(context_));
}

void ColourConverter::ConvertRow(const void* samples, size_t pixels, uint8_t* out) const {
  PHOTOMILL_CHECK(transform_ != nullptr);
  cmsDoTransform(transform_, samples, out, static_cast<cmsUInt32Number>(pixels));
}

void ColourConverter::UseProfile(const SourceColour& source) {
  const Profile profile(cmsOpenProfileFromMemTHR(Context(context_), source.icc.data(),
                                                 static_cast<cmsUInt32Number>(source.icc.size())));
  if (profile.get() == nullptr) {
    warning_ = "its colour profile is damaged and was left out";
  } else if (cmsGetColorSpace(profile.get()) != ColourSpace(source.model)) {
    warning_ = "its colour profile is for another kind of picture and was left out";
  } else if (!SetTransform(profile.get(), source)) {
    warning_ = "its colour profile cannot be used and was left out";
  }
}

void ColourConverter::UseGamma(const SourceColour& source) {
  // gAMA is the exponent of the encoding; a profile tells that of the decoding. Values far outside
  // are damage.
  const double exponent = 1 / source.gamma;
  if (exponent < 0.1 || exponent > 10) {
    warning_ = "its gamma is impossible and was left out";
    return;
  }
  const Profile profile(GammaProfile(Context(context_), source.model, exponent));
  if (!SetTransform(profile.get(), source)) warning_ = "its gamma cannot be used and was left out";
}

void ColourConverter::UsePrintModel(const SourceColour& source) {
  const Profile profile(MakePrintProfile(context_));
  PHOTOMILL_CHECK(SetTransform(profile.get(), source));
}

bool ColourConverter::SetTransform(void* profile, const SourceColour& source) {
  const bool grey = source.model == SampleModel::kGrey;
  const size_t channels = grey ? 1 : 3;
  const cmsUInt32Number out = grey ? TYPE_GRAY_8 : TYPE_RGB_8;
  const Profile target(TargetProfile(Context(context_), source.model));
  if (source.model != SampleModel::kCmyk) {
    // Most profiles in photographs are sRGB, in many spellings: recognised by what they do.
    SourceColour shallow = source;
    shallow.deep = false;
    cmsHTRANSFORM trial = cmsCreateTransformTHR(Context(context_), profile, InputType(shallow),
                                                target.get(), out, kIntent, kFlags);
    if (trial == nullptr) return false;
    if (LeavesColours(trial, channels)) {
      cmsDeleteTransform(trial);
      return true;
    }
    if (!source.deep) {
      transform_ = trial;
      return true;
    }
    cmsDeleteTransform(trial);
  }
  transform_ = cmsCreateTransformTHR(Context(context_), profile, InputType(source), target.get(),
                                     out, kIntent, kFlags);
  return transform_ != nullptr;
}

namespace {

constexpr size_t kConvertersKept = 4;  // a thread; one with a print profile takes some megabytes

struct KeptConverter {
  SourceColour source;  // its profile's bytes are those of `icc`
  std::string icc;
  std::shared_ptr<const ColourConverter> converter;
};

bool IsFor(const KeptConverter& kept, const SourceColour& source) {
  return kept.source.model == source.model && kept.source.deep == source.deep &&
         kept.source.gamma == source.gamma && kept.icc == source.icc;
}

}  // namespace

std::shared_ptr<const ColourConverter> ConverterFor(const SourceColour& source) {
  thread_local std::vector<KeptConverter> kept;  // the last used one stands first
  auto found = std::find_if(kept.begin(), kept.end(),
                            [&](const KeptConverter& one) { return IsFor(one, source); });
  if (found == kept.end()) {
    if (kept.size() == kConvertersKept) kept.pop_back();
    auto converter = std::make_shared<const ColourConverter>(source);
    found = kept.insert(kept.end(), {source, std::string(source.icc), std::move(converter)});
    found->source.icc = {};
  }
  std::rotate(kept.begin(), found, found + 1);
  return kept.front().converter;
}

}  // namespace photomill
