// The colour profiles that are made here rather than read: sRGB's, and those of what a picture
// tells of its colours without a profile. Returned are handles of Little CMS (cmsHPROFILE) in the
// given context (cmsContext), which the caller closes, or null where memory is short or the numbers
// are none of a colour.
#pragma once

#include "worker/image/colour/source_colour.h"

namespace photomill {

// What pictures become; grey has sRGB's curve.
void* MakeTargetProfile(void* context, SampleModel model);

// What `source` tells by its gamma, primaries and range. Not for CMYK.
void* MakeToldProfile(void* context, const SourceColour& source);

}  // namespace photomill
