// ICC profiles for tests, created with Little CMS.
#pragma once

#include <string>

#include "worker/image/colour/colour.h"

namespace photomill::test {

// RGB with these primaries and a plain gamma, such as 2.2.
std::string GammaProfile(const Primaries& primaries, double gamma);
std::string GreyGammaProfile(double gamma);

// CMYK whose red, green and blue in sRGB, from 0 to 1, are (1 - C)(1 - K), (1 - M)(1 - K) and (1 -
// Y)(1 - K): a grid of 17 to the fourth.
std::string PlainInkProfile();

inline constexpr Chromaticity kWhiteD65 = {0.3127, 0.3290};
inline constexpr Chromaticity kWhiteD50 = {0.3457, 0.3585};
inline constexpr Primaries kDisplayP3 = {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, kWhiteD65};
inline constexpr Primaries kAdobeRgb = {{0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}, kWhiteD65};
inline constexpr Primaries kProPhoto = {
    {0.7347, 0.2653}, {0.1596, 0.8404}, {0.0366, 0.0001}, kWhiteD50};
inline constexpr Primaries kBt2020 = {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, kWhiteD65};

}  // namespace photomill::test
