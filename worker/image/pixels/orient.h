// Turns pictures upright: EXIF's eight orientations, sample by sample on planes.
#pragma once

#include "common/model/derive_plan.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// What undoes an orientation: first the transposition, then the flips.
struct Turn {
  bool transpose = false;
  bool flip_horizontally = false;
  bool flip_vertically = false;
};
Turn TurnFor(Orientation orientation);

// The upright form of a picture that is stored in `orientation` (1 to 8; anything else is 1).
// The smaller chroma planes of a kYcc picture must have been laid for that (see resample.h).
Picture TurnUpright(Picture picture, Orientation orientation);

}  // namespace photomill
