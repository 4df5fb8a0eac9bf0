#include "worker/image/colour/coded_colour.h"

#include <algorithm>
#include <array>

namespace photomill {
namespace {

constexpr Chromaticity kD65 = {0.3127, 0.3290};
constexpr Chromaticity kC = {0.310, 0.316};

// H.273, table 2.
std::optional<Primaries> PrimariesOf(int code) {
  switch (code) {
    case 4:  // BT.470, system M
      return Primaries{{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, kC};
    case 5:  // BT.470, system B and G
      return Primaries{{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, kD65};
    case 6:  // BT.601 with 525 lines
    case 7:  // SMPTE 240M
      return Primaries{{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, kD65};
    case 8:  // film
      return Primaries{{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, kC};
    case 9:  // BT.2020, BT.2100
      return Primaries{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, kD65};
    case 11:  // DCI-P3
      return Primaries{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {0.314, 0.351}};
    case 12:  // Display P3
      return Primaries{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, kD65};
    case 22:  // EBU 3213
      return Primaries{{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, kD65};
    default:
      return std::nullopt;
  }
}

constexpr int kSrgbPrimaries = 1;  // BT.709

// Whether a code of H.273, table 3, is known to ColourOfCode or counts as sRGB's curve.
bool IsKnownTransfer(int code) {
  constexpr std::array kKnown = {1, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 18};
  return std::find(kKnown.begin(), kKnown.end(), code) != kKnown.end();
}

}  // namespace

SourceColour ColourOfCode(const CodedColour& code) {
  SourceColour colour;
  colour.primaries = PrimariesOf(code.primaries);
  switch (code.transfer) {  // H.273, table 3
    case 4:
      colour.gamma = 1 / 2.2;
      break;
    case 5:
      colour.gamma = 1 / 2.8;
      break;
    case 8:
      colour.gamma = 1;
      break;
    case 16:
      colour.range = DynamicRange::kPq;
      break;
    case 18:
      colour.range = DynamicRange::kHlg;
      break;
    default:
      break;
  }
  return colour;
}

bool SaysColours(const CodedColour& code) {
  const bool primaries = code.primaries == kSrgbPrimaries || PrimariesOf(code.primaries);
  return primaries && IsKnownTransfer(code.transfer);
}

}  // namespace photomill
