// Pictures on canvases: an animation's first frame on its screen, a padded derivative on its box, a
// part of a picture by itself.
#pragma once

#include <cstdint>

#include "common/model/recipe.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// All samples zero.
Plane EmptyPlane(uint32_t width, uint32_t height);

// The picture at (left, top) on a transparent canvas; what stands over is cut off. A picture that
// covers the canvas exactly is returned unchanged.
Picture OnTransparentCanvas(Picture picture, uint32_t width, uint32_t height, int64_t left,
                            int64_t top);

// The picture at (left, top) on an opaque canvas of the background's colour. The picture lies
// within the canvas; its own alpha is kept.
Picture OnBackground(Picture picture, uint32_t width, uint32_t height, uint32_t left, uint32_t top,
                     Rgb background);

// The width x height px from (left, top) on; they lie within the picture or plane. Not for kYcc.
Plane CutOut(const Plane& plane, uint32_t left, uint32_t top, uint32_t width, uint32_t height);
Picture CutOut(const Picture& picture, uint32_t left, uint32_t top, uint32_t width,
               uint32_t height);

// A colour picture whose three planes are equal becomes a grey one.
void DropEqualColours(Picture& picture);

}  // namespace photomill
