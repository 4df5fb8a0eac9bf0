// Expected colours, calculated in double precision from their definitions: shares neither code nor
// library with the pipeline.
#pragma once

#include <array>

#include "worker/image/colour/colour.h"

namespace photomill {

using Triple = std::array<double, 3>;

// Converts R, G and B from 0 to 1 of these primaries, with a plain gamma such as 2.2, to R, G and B
// of sRGB; colours outside sRGB are clipped. White becomes white (Bradford).
Triple ReferenceSrgb(const Triple& rgb, const Primaries& primaries, double gamma);

// Converts CIE L*a*b* with white point D50, as in TIFF and ICC, to sRGB.
Triple ReferenceSrgbOfLab(const Triple& lab);

// CIE 1976: the distance in L*a*b* of two sRGB colours, from 0 to 1.
double DeltaE(const Triple& a, const Triple& b);

// The CIEDE2000 difference of the same colours (G. Sharma, W. Wu, E. Dalal: The CIEDE2000
// Color-Difference Formula, 2005).
double DeltaE2000(const Triple& a, const Triple& b);

}  // namespace photomill
