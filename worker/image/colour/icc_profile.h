// Whether other programs would take an ICC profile that is carried along. Little CMS converts by
// profiles that libpng and browsers refuse.
#pragma once

#include <string_view>

namespace photomill {

// A profile of RGB colours without what stands behind its end; empty where it is not sound: its
// header (ICC.1:2010, 7.2) contradicts the bytes, or its tags do not lie within it.
std::string_view SoundRgbProfile(std::string_view icc);

}  // namespace photomill
