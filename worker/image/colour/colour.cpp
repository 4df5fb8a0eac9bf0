#include "worker/image/colour/colour.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "common/base/check.h"
#include "worker/image/colour/colour_profiles.h"
#include "worker/image/colour/icc_profile.h"
#include "worker/image/colour/print_model.h"

namespace photomill {
namespace {

// Relative colorimetric with black point compensation is the default of Adobe's programs, and
// therefore what users expect.
constexpr cmsUInt32Number kIntent = INTENT_RELATIVE_COLORIMETRIC;
constexpr cmsUInt32Number kFlags = cmsFLAGS_BLACKPOINTCOMPENSATION;
// Little CMS's optimisations lose precision, by up to 16 levels in the shadows. This affects grey
// and 16-bit samples, but not 8-bit RGB.
constexpr cmsUInt32Number kExactFlags = kFlags | cmsFLAGS_NOOPTIMIZE;

constexpr double kSrgbGamma = 1 / 2.2;
// Files contain 0.45455, 0.4545 or 0.46, and all mean sRGB.
constexpr double kGammaTolerance = 0.01;

// Adobe RGB (1998), 4.3.
constexpr double kAdobeRgbGamma = 2.19921875;
constexpr Primaries kAdobeRgbPrimaries = {
    {0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}, {0.3127, 0.3290}};

constexpr size_t kKeptProfileBytesMax = 4U << 20;

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

cmsUInt32Number InputType(SampleModel model, bool deep) {
  switch (model) {
    case SampleModel::kGrey:
      return deep ? TYPE_GRAY_16 : TYPE_GRAY_8;
    case SampleModel::kRgb:
      return deep ? TYPE_RGB_16 : TYPE_RGB_8;
    case SampleModel::kCmyk:
      return deep ? TYPE_CMYK_16 : TYPE_CMYK_8;
    case SampleModel::kLab:
      return TYPE_Lab_16;
  }
  return 0;
}

// Whether a profile for these colours can be used for an image of this model. Many programs leave
// an RGB profile in images that they save as grey; its neutral colours are then used. `colours` is
// a cmsColorSpaceSignature, or any number in a damaged profile.
bool Fits(uint32_t colours, SampleModel model) {
  switch (model) {
    case SampleModel::kGrey:
      return colours == cmsSigGrayData || colours == cmsSigRgbData;
    case SampleModel::kRgb:
      return colours == cmsSigRgbData;
    case SampleModel::kCmyk:
      return colours == cmsSigCmykData;
    case SampleModel::kLab:
      return false;
  }
  return false;
}

// Returns false for a profile whose three primaries are on one line: every colour would become a
// shade of one hue. The determinant is 0.2 for sRGB and 0.05 for devices with few colours.
bool SpansColours(cmsHPROFILE profile) {
  constexpr double kSpanLeast = 1e-4;
  if (cmsGetColorSpace(profile) != cmsSigRgbData || !cmsIsMatrixShaper(profile)) return true;
  if (cmsIsTag(profile, cmsSigAToB0Tag) || cmsIsTag(profile, cmsSigAToB1Tag)) return true;
  const auto* red = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile, cmsSigRedColorantTag));
  const auto* green = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile, cmsSigGreenColorantTag));
  const auto* blue = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile, cmsSigBlueColorantTag));
  if (red == nullptr || green == nullptr || blue == nullptr) return true;  // unusable anyway
  const double determinant = red->X * (green->Y * blue->Z - green->Z * blue->Y) -
                             red->Y * (green->X * blue->Z - green->Z * blue->X) +
                             red->Z * (green->X * blue->Y - green->Y * blue->X);
  return std::abs(determinant) >= kSpanLeast;
}

bool TellsNothing(const SourceColour& source) {
  return source.gamma == 0 && !source.primaries && source.range == DynamicRange::kStandard;
}

bool TellsSrgb(const SourceColour& source) {
  const bool gamma = source.gamma == 0 || std::abs(source.gamma - kSrgbGamma) <= kGammaTolerance;
  return gamma && !source.primaries && source.range == DynamicRange::kStandard;
}

// Whether a transform of 8-bit RGB keeps a grid of colours unchanged, to one level.
bool LeavesColours(cmsHTRANSFORM transform) {
  std::vector<uint8_t> in;
  for (int red = 0; red < 256; red += 15) {
    for (int green = 0; green < 256; green += 15) {
      for (int blue = 0; blue < 256; blue += 15) {
        in.push_back(static_cast<uint8_t>(red));
        in.push_back(static_cast<uint8_t>(green));
        in.push_back(static_cast<uint8_t>(blue));
      }
    }
  }
  std::vector<uint8_t> out(in.size());
  cmsDoTransform(transform, in.data(), out.data(), static_cast<cmsUInt32Number>(in.size() / 3));
  for (size_t i = 0; i < in.size(); ++i) {
    if (std::abs(in[i] - out[i]) > 1) return false;
  }
  return true;
}

}  // namespace

ColourConverter::ColourConverter(const SourceColour& source)
    : context_(cmsCreateContext(nullptr, nullptr)), deep_(source.deep) {
  Choose(source);
  decoded_.as_file = identity() && !source.deep && decoded_.profile == source.icc;
}

void ColourConverter::Choose(const SourceColour& source) {
  if (!source.icc.empty() && source.model != SampleModel::kLab) {
    if (UseProfile(source)) return;
  }
  if (source.model == SampleModel::kLab) {
    UseLab(source);
  } else if (source.model == SampleModel::kCmyk) {
    UsePrintModel(source);
  } else if (source.adobe_rgb && TellsNothing(source)) {
    UseAdobeRgb(source);
  } else if (!TellsSrgb(source)) {
    UseTold(source);
  }
}

ColourConverter::~ColourConverter() {
  if (transform_ != nullptr) cmsDeleteTransform(transform_);
  if (context_ != nullptr) cmsDeleteContext(Context(context_));
}

void ColourConverter::ConvertRow(const void* samples, size_t pixels, uint8_t* out) const {
  PHOTOMILL_CHECK(!identity());
  if (!greys_.empty() && deep_) {
    const auto* in = static_cast<const uint16_t*>(samples);
    std::transform(in, in + pixels, out, [this](uint16_t sample) { return greys_[sample]; });
    return;
  }
  if (!greys_.empty()) {
    const auto* in = static_cast<const uint8_t*>(samples);
    std::transform(in, in + pixels, out, [this](uint8_t sample) { return greys_[sample]; });
    return;
  }
  if (matrix_shaper_ != nullptr) {
    matrix_shaper_->ConvertRow(static_cast<const uint16_t*>(samples), pixels, out);
    return;
  }
  cmsDoTransform(transform_, samples, out, static_cast<cmsUInt32Number>(pixels));
}

bool ColourConverter::UseProfile(const SourceColour& source) {
  const Profile profile(cmsOpenProfileFromMemTHR(Context(context_), source.icc.data(),
                                                 static_cast<cmsUInt32Number>(source.icc.size())));
  if (profile.get() == nullptr) {
    warning_ = DamagedProfile();
  } else if (!Fits(static_cast<uint32_t>(cmsGetColorSpace(profile.get())), source.model)) {
    Warn("its colour profile is for another kind of image and was left out");
  } else if (!SpansColours(profile.get())) {
    Warn("its colour profile has primaries that no colours can be made of, and was left out");
  } else if (!SetTransform(profile.get(), source)) {
    Warn("its colour profile cannot be used and was left out");
  } else {
    if (source.rule == ColourRule::kKeep && source.model == SampleModel::kRgb) {
      KeepProfile(source.icc);
    }
    return true;
  }
  return false;
}

// Large profiles have about a megabyte, and every output would contain it. Without the profile, the
// colours become sRGB.
void ColourConverter::KeepProfile(std::string_view icc) {
  icc = SoundRgbProfile(icc);
  if (icc.empty()) {
    warning_ = DamagedProfile();
    return;
  }
  if (icc.size() > kKeptProfileBytesMax) {
    Warn("its colour profile is too large to preserve, so its colours are sRGB now");
    return;
  }
  decoded_.profile = icc;
  if (transform_ != nullptr) cmsDeleteTransform(transform_);
  transform_ = nullptr;
  matrix_shaper_.reset();
}

void ColourConverter::UseTold(const SourceColour& source) {
  // Extreme values mean damage.
  if (source.gamma > 0 && (source.gamma < 0.1 || source.gamma > 10)) {
    Warn("its gamma is impossible and was left out");
    return;
  }
  const Profile profile(MakeToldProfile(context_, source));
  if (profile.get() == nullptr || !SetTransform(profile.get(), source)) {
    Warn("its colour information cannot be used and was left out");
  }
}

void ColourConverter::UseAdobeRgb(SourceColour source) {
  source.gamma = 1 / kAdobeRgbGamma;
  source.primaries = kAdobeRgbPrimaries;
  UseTold(source);
  AddWarning(warning_, Warning::kOther, "its EXIF says that its colours are Adobe RGB");
}

void ColourConverter::Warn(std::string_view text) {
  warning_ = {Warning::kColoursLeftOut, std::string(text)};
}

void ColourConverter::UsePrintModel(const SourceColour& source) {
  const Profile profile(MakePrintProfile(context_));
  PHOTOMILL_CHECK(SetTransform(profile.get(), source));
}

void ColourConverter::UseLab(const SourceColour& source) {
  const Profile profile(cmsCreateLab4ProfileTHR(Context(context_), nullptr));
  PHOTOMILL_CHECK(SetTransform(profile.get(), source));
}

bool ColourConverter::SetTransform(void* profile, const SourceColour& source) {
  if (source.model == SampleModel::kGrey) return SetGreys(profile, source.deep);
  const Profile target(MakeTargetProfile(context_, SampleModel::kRgb));
  const auto make = [&](bool deep, cmsUInt32Number flags) {
    return cmsCreateTransformTHR(Context(context_), profile, InputType(source.model, deep),
                                 target.get(), TYPE_RGB_8, kIntent, flags);
  };
  if (source.model != SampleModel::kRgb) {
    transform_ = make(source.deep, kFlags);
    return transform_ != nullptr;
  }
  // Most profiles in photos are variants of sRGB. They are recognised by their effect.
  cmsHTRANSFORM shallow = make(false, kFlags);
  if (shallow == nullptr) return false;
  const bool identical = LeavesColours(shallow);
  if (!identical && !source.deep) {
    transform_ = shallow;
    return true;
  }
  cmsDeleteTransform(shallow);
  if (identical) return true;
  matrix_shaper_ = MatrixShaper::Make(profile, target.get());
  if (matrix_shaper_ != nullptr) return true;
  transform_ = make(true, kExactFlags);
  return transform_ != nullptr;
}

bool ColourConverter::SetGreys(void* profile, bool deep) {
  const Profile target(MakeTargetProfile(context_, SampleModel::kGrey));
  const bool of_rgb = cmsGetColorSpace(profile) == cmsSigRgbData;
  cmsHTRANSFORM transform =
      cmsCreateTransformTHR(Context(context_), profile, of_rgb ? TYPE_RGB_16 : TYPE_GRAY_16,
                            target.get(), TYPE_GRAY_8, kIntent, kExactFlags);
  if (transform == nullptr) return false;
  const size_t levels = deep ? 65536 : 256;
  std::vector<uint16_t> in;
  for (size_t level = 0; level < levels; ++level) {
    in.insert(in.end(), of_rgb ? 3 : 1, static_cast<uint16_t>(deep ? level : level * 257));
  }
  greys_.resize(levels);
  cmsDoTransform(transform, in.data(), greys_.data(), static_cast<cmsUInt32Number>(levels));
  cmsDeleteTransform(transform);
  bool identical = true;
  for (size_t level = 0; level < levels; ++level) {
    const auto plain = static_cast<int>(deep ? (level * 255 + 32767) / 65535 : level);
    identical = identical && std::abs(greys_[level] - plain) <= 1;
  }
  if (identical) greys_.clear();
  return true;
}

Rgb InProfile(Rgb colour, std::string_view icc) {
  const std::unique_ptr<void, void (*)(void*)> context(
      cmsCreateContext(nullptr, nullptr),
      [](void* one) { cmsDeleteContext(static_cast<cmsContext>(one)); });
  const Profile target(cmsOpenProfileFromMemTHR(Context(context.get()), icc.data(),
                                                static_cast<cmsUInt32Number>(icc.size())));
  const Profile srgb(cmsCreate_sRGBProfileTHR(Context(context.get())));
  if (target.get() == nullptr) return colour;
  cmsHTRANSFORM transform = cmsCreateTransformTHR(Context(context.get()), srgb.get(), TYPE_RGB_8,
                                                  target.get(), TYPE_RGB_8, kIntent, kFlags);
  if (transform == nullptr) return colour;
  const std::array<uint8_t, 3> in = {colour.red, colour.green, colour.blue};
  std::array<uint8_t, 3> out{};
  cmsDoTransform(transform, in.data(), out.data(), 1);
  cmsDeleteTransform(transform);
  return {out[0], out[1], out[2]};
}

namespace {

constexpr size_t kConvertersKept = 4;  // per thread; one with a print profile needs some megabytes

struct KeptConverter {
  SourceColour source;  // its profile's bytes are in `icc`
  std::string icc;
  std::shared_ptr<const ColourConverter> converter;
};

bool IsFor(const KeptConverter& kept, const SourceColour& source) {
  return kept.source.rule == source.rule && kept.source.model == source.model &&
         kept.source.deep == source.deep && kept.source.gamma == source.gamma &&
         kept.source.primaries == source.primaries && kept.source.range == source.range &&
         kept.source.adobe_rgb == source.adobe_rgb && kept.icc == source.icc;
}

}  // namespace

std::shared_ptr<const ColourConverter> ConverterFor(const SourceColour& source) {
  thread_local std::vector<KeptConverter> kept;  // most recently used first
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
