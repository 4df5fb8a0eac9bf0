// Pictures on a canvas: an animation's first frame, a padded derivative, or a part cut from a
// picture.
#pragma once

#include <cstdint>

#include "common/model/recipe.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// All samples zero.
Plane EmptyPlane(uint32_t width, uint32_t height);

// The picture at (left, top) on a transparent canvas. Parts outside the canvas are cropped. A
// picture that covers the canvas exactly is returned unchanged.
Picture OnTransparentCanvas(Picture picture, uint32_t width, uint32_t height, int64_t left,
                            int64_t top);

// The picture at (left, top) on an opaque canvas of the background's colour. It must be within the
// canvas. Its own alpha is kept.
Picture OnBackground(Picture picture, uint32_t width, uint32_t height, uint32_t left, uint32_t top,
                     Rgb background);

// The width x height px starting at (left, top); must be within the picture or plane. Not for kYcc.
Plane CutOut(const Plane& plane, uint32_t left, uint32_t top, uint32_t width, uint32_t height);
Picture CutOut(const Picture& picture, uint32_t left, uint32_t top, uint32_t width,
               uint32_t height);

// Turns a colour picture with three equal planes into a grey one.
void DropEqualColours(Picture& picture);

}  // namespace photomill
