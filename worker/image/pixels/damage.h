// Partly decoded pictures: how to handle them, and the grey that fills missing parts.
#pragma once

#include <cstdint>

#include "worker/image/pixels/picture.h"

namespace photomill {

// How to handle a picture of which only a part can be decoded.
enum class Damage : uint8_t {
  kRefuse,  // fail with kCorrupt: no grey or partial picture is used
  kKeep,    // keep the decoded part, with the rest grey or dark, and add a warning
};

// Fills the rows from `top` on, in px of the whole picture, with opaque middle grey. Planes that
// end there are extended.
void MakeGreyFrom(Picture& picture, uint32_t top);

// A part of a picture, in px.
struct Area {
  uint32_t left = 0;
  uint32_t top = 0;
  uint32_t right = 0;   // after its last column
  uint32_t bottom = 0;  // after its last row
};

// Fills the area, which must be within the picture, with opaque middle grey. Not for kYcc.
void MakeGrey(Picture& picture, const Area& area);

// Whether the rows from `top` on, in px, all have the same colour, which means that probably
// nothing of them was decoded. True if there are no such rows.
bool IsOfOneColourFrom(const Picture& picture, uint32_t top);

}  // namespace photomill
