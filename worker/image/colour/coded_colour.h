// The colour code points of ITU-T H.273, as in an "nclx" box of HEIC and AVIF, and in a PNG's cICP.
#pragma once

#include <cstdint>

#include "worker/image/colour/source_colour.h"

namespace photomill {

struct CodedColour {
  int primaries = 2;  // ColourPrimaries; 2: unspecified
  int transfer = 2;   // TransferCharacteristics; 2: unspecified
};

// RGB with these code points. Unspecified and unknown values count as sRGB's. The transfer
// functions of video (BT.709, BT.601, BT.2020) also count as sRGB's curve, because displays show
// them with it.
SourceColour ColourOfCode(const CodedColour& code);

// Whether both codes are known and specify something.
bool SaysColours(const CodedColour& code);

}  // namespace photomill
