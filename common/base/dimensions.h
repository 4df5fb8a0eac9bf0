// How messages write the width and height of an image.
#pragma once

#include <cstdint>
#include <string>

namespace photomill {

// "4000 x 3000 px".
inline std::string DimensionsText(uint64_t width, uint64_t height) {
  return std::to_string(width) + " x " + std::to_string(height) + " px";
}

}  // namespace photomill
