// What colours have to become, reckoned in double precision from their definitions: it shares
// nothing with the pipeline, neither code nor library.
#pragma once

#include <array>

#include "worker/image/colour/colour.h"

namespace photomill {

using Triple = std::array<double, 3>;

// R, G and B from 0 to 1 of these primaries, with a plain gamma such as 2.2, as R, G and B of sRGB;
// what sRGB does not have is cut off. Whites become white (Bradford).
Triple ReferenceSrgb(const Triple& rgb, const Primaries& primaries, double gamma);

// CIE L*a*b* for the white of D50, as TIFF and ICC have it, as sRGB.
Triple ReferenceSrgbOfLab(const Triple& lab);

// CIE 1976: the distance in L*a*b* of two colours of sRGB, from 0 to 1.
double DeltaE(const Triple& a, const Triple& b);

}  // namespace photomill
