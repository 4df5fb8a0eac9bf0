// A file's information about the colours of its samples, and the result of their conversion.
// Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/model/recipe.h"

namespace photomill {

// CMYK: full ink is the largest value. Lab: CIE L*a*b* for a D50 white, 16 bits, with L* from 0 to
// 100 over the whole range, and a* and b* from -128 to 127.
enum class SampleModel : uint8_t { kGrey, kRgb, kCmyk, kLab };

struct Chromaticity {  // CIE 1931
  double x = 0;
  double y = 0;
  bool operator==(const Chromaticity&) const = default;
};
struct Primaries {
  Chromaticity red, green, blue, white;
  bool operator==(const Primaries&) const = default;
};

// The transfer function, if it is not a gamma: the two of ITU-R BT.2100.
enum class DynamicRange : uint8_t { kStandard, kPq, kHlg };

struct SourceColour {
  SampleModel model = SampleModel::kRgb;
  bool deep = false;     // samples of 16 bits in native byte order, otherwise of 8
  std::string_view icc;  // the profile's bytes; empty: none
  ColourRule rule = ColourRule::kSrgb;
  // The following fields count only without a profile.
  double gamma = 0;                    // as in PNG's gAMA; 0: not given, sRGB's curve
  std::optional<Primaries> primaries;  // none: sRGB's
  DynamicRange range = DynamicRange::kStandard;
  bool adobe_rgb = false;  // its EXIF says so; counts only without any of the others
};

// The colours of a decoded picture.
struct DecodedColour {
  std::string profile;   // the ICC profile that the samples are in; empty: sRGB
  bool as_file = false;  // the samples and the profile (if any) are the file's
};

}  // namespace photomill
