// Between the colour models of JPEG and of screens.
#pragma once

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// What a sample of Cb and Cr covers in a file of this sampling.
ChromaArea ChromaAreaOf(ChromaSampling sampling);

// A kYcc picture as kRgb, its chroma widened between the samples; others as they are. Throws
// std::bad_alloc.
Result<Picture> ToRgb(Picture picture);

// A kYcc picture without colour becomes kGrey.
void DropNeutralChroma(Picture& picture);

}  // namespace photomill
