// What a file says about the colours of its samples, and what became of them, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/model/recipe.h"

namespace photomill {

// CMYK: full ink is the largest value. Lab: CIE L*a*b* for the white of D50, L* from 0 to 100 over
// the whole range, a* and b* from -128 to 127; of 16 bits.
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

// How light becomes a sample where it is not by a gamma: ITU-R BT.2100's two ways.
enum class DynamicRange : uint8_t { kStandard, kPq, kHlg };

struct SourceColour {
  SampleModel model = SampleModel::kRgb;
  bool deep = false;     // samples of 16 bits in the machine's order, else of 8
  std::string_view icc;  // the profile's bytes; empty: none
  ColourRule rule = ColourRule::kSrgb;
  // What follows counts where there is no profile.
  double gamma = 0;                    // as PNG's gAMA tells it; 0: not told, it is sRGB's curve
  std::optional<Primaries> primaries;  // none: sRGB's
  DynamicRange range = DynamicRange::kStandard;
};

// What became of a picture's colours.
struct DecodedColour {
  std::string profile;   // the ICC profile that the samples are in; empty: sRGB
  bool as_file = false;  // the samples are the file's, and so is the profile, or it has none
};

}  // namespace photomill
