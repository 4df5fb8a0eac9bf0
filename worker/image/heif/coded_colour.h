// The numbers that ITU-T H.273 gives to colours: what an "nclx" box of HEIC and AVIF says.
#pragma once

#include <cstdint>

#include "worker/image/colour/source_colour.h"

namespace photomill {

struct CodedColour {
  int primaries = 2;  // ColourPrimaries; 2: not told
  int transfer = 2;   // TransferCharacteristics; 2: not told
};

// RGB of these code points. What is not told or not known is sRGB's. The transfers of video
// (BT.709, BT.601, BT.2020) count as sRGB's curve, too: that is what screens show them with.
SourceColour ColourOfCode(const CodedColour& code);

}  // namespace photomill
