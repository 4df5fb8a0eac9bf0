// Conversion between the colour models of JPEG and RGB.
#pragma once

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// The px covered by a sample of Cb and Cr in a file with this sampling.
ChromaArea ChromaAreaOf(ChromaSampling sampling);

// Converts a kYcc picture to kRgb, interpolating its chroma. Returns others unchanged. Throws
// std::bad_alloc.
Result<Picture> ToRgb(Picture picture);

// Turns a kYcc picture without colour into kGrey.
void DropNeutralChroma(Picture& picture);

}  // namespace photomill
