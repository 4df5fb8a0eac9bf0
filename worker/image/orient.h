// Turns pictures upright: EXIF's eight orientations, sample by sample on planes.
#pragma once

#include "common/model/derive_plan.h"
#include "worker/image/picture.h"

namespace photomill {

// The upright form of a picture that is stored in `orientation` (1 to 8; anything else is 1).
Picture TurnUpright(Picture picture, Orientation orientation);

}  // namespace photomill
