// The colour profiles that are created here: sRGB's, and those for images that state their colours
// without a profile. Returns handles of Little CMS (cmsHPROFILE) in the given context (cmsContext),
// which the caller closes, or null if memory is short or the numbers do not describe a colour.
#pragma once

#include "worker/image/colour/source_colour.h"

namespace photomill {

// The profile of outputs; grey has sRGB's curve.
void* MakeTargetProfile(void* context, SampleModel model);

// The colours stated by the gamma, primaries and range of `source`. Not for CMYK.
void* MakeToldProfile(void* context, const SourceColour& source);

}  // namespace photomill
