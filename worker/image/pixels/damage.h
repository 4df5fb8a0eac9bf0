// Pictures of which only a part could be decoded: what is to become of them, and the grey that
// stands where nothing is.
#pragma once

#include <cstdint>

#include "worker/image/pixels/picture.h"

namespace photomill {

// What becomes of a picture of which only a part can be decoded.
enum class Damage : uint8_t {
  kRefuse,  // it is kCorrupt: nothing grey or partial passes
  kKeep,    // what is there is kept, the rest is grey or dark, and the warning says so
};

// Makes the rows from `top` on, in px of the whole picture, an opaque middle grey. Planes may end
// there: the rows behind are added.
void MakeGreyFrom(Picture& picture, uint32_t top);

// A part of a picture, in px.
struct Area {
  uint32_t left = 0;
  uint32_t top = 0;
  uint32_t right = 0;   // behind its last column
  uint32_t bottom = 0;  // behind its last row
};

// Makes the area, which lies within the picture, an opaque middle grey. Not for kYcc.
void MakeGrey(Picture& picture, const Area& area);

// Whether the rows from `top` on, in px, all have one colour: nothing of them was decoded, as far
// as anyone can tell. True where there are none.
bool IsOfOneColourFrom(const Picture& picture, uint32_t top);

}  // namespace photomill
