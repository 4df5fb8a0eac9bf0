// How messages write the width and height of an image.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <string>

namespace photomill {

// "4000 x 3000 px".
inline std::string DimensionsText(uint64_t width, uint64_t height) {
  return fmt::format("{} x {} px", width, height);
}

}  // namespace photomill
