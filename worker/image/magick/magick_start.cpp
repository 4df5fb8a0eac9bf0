// Starts ImageMagick and makes sure that photomill's policy rules it. Once, before any thread.
#include <algorithm>
#include <array>

#include "worker/image/magick/magick_codec.h"
#include "worker/image/magick/magick_support.h"
#include "worker/image/magick/policy.h"

namespace photomill {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

constexpr std::array kFormats = {"JPEG", "PNG", "WEBP", "GIF", "BMP"};

bool MayRead(const char* format) {
  return IsRightsAuthorized(CoderPolicyDomain, ReadPolicyRights, format) != MagickFalse;
}

// The policy is Magick's own word: if it was not found, all that follows would run without one.
bool PolicyHolds() {
  const bool formats = std::all_of(kFormats.begin(), kFormats.end(), MayRead);
  constexpr std::array kRefused = {"SVG",   "MSVG", "MVG", "MSL",       "URL",
                                   "HTTPS", "PDF",  "JP2", "EPHEMERAL", "TIFF"};
  const bool refused = std::none_of(kRefused.begin(), kRefused.end(), MayRead);
  const bool delegates =
      IsRightsAuthorized(DelegatePolicyDomain, ReadPolicyRights, "mpeg:decode") != MagickFalse;
  const bool paths = IsRightsAuthorized(PathPolicyDomain, ReadPolicyRights, "@list") != MagickFalse;
  return formats && refused && !delegates && !paths &&
         GetMagickResourceLimit(WidthResource) == limits::kSideMax &&
         GetMagickResourceLimit(AreaResource) >= limits::kPixelsMost;
}

}  // namespace

Status StartMagick() {
  PolicyInForce policy;
  if (Status begun = policy.Begin(); !begun) return begun;
  try {
    Magick::InitializeMagick(nullptr);
    Magick::ResourceLimits::thread(1);
  } catch (const std::exception& exception) {
    return Failure{Reason::kInternal,
                   std::string("ImageMagick does not start: ") + exception.what()};
  }
  if (!PolicyHolds()) {
    return Failure{
        Reason::kInternal,
        "ImageMagick does not apply photomill's security policy: is there a policy.xml in "
        "/etc/ImageMagick-6 or ~/.config/ImageMagick that forbids JPEG, PNG, WebP, GIF, "
        "or BMP, or sets lower limits?"};
  }
  // Loads the modules now: a missing one shows at the start, not with the first picture.
  for (const char* format : kFormats) {
    const magick::ExceptionPointer exception = magick::MakeException();
    const MagickInfo* info = GetMagickInfo(format, exception.get());
    if (info == nullptr || info->decoder == nullptr) {
      return Failure{Reason::kInternal, std::string("ImageMagick has no module for ") + format +
                                            ": install libmagickcore-6.q16-6"};
    }
  }
  return {};
}

}  // namespace photomill
