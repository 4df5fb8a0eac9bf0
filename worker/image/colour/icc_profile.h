// Checks whether other programs would accept a preserved ICC profile. Little CMS accepts profiles
// that libpng and browsers reject.
#pragma once

#include <string_view>

namespace photomill {

// An RGB profile without the bytes after its end. Empty if it is invalid: its header (ICC.1:2010,
// 7.2) contradicts the bytes, or its tags are not within it.
std::string_view SoundRgbProfile(std::string_view icc);

}  // namespace photomill
