// Rotates pictures by EXIF's eight orientations, sample by sample on planes.
#pragma once

#include "common/model/derive_plan.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// The operations that undo an orientation: first the transposition, then the flips.
struct Turn {
  bool transpose = false;
  bool flip_horizontally = false;
  bool flip_vertically = false;
};
Turn TurnFor(Orientation orientation);

// Rotates a picture that is stored in `orientation` (1 to 8; anything else counts as 1). The
// subsampled chroma planes of a kYcc picture must be aligned for that (see resample.h).
Picture TurnUpright(Picture picture, Orientation orientation);

}  // namespace photomill
