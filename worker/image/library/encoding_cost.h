// The cost of writing a file, for the worker's memory budget and its tasks' time limits.
#pragma once

#include <cstdint>

namespace photomill {

struct EncodingCost {
  // Memory per px of the picture, next to its planes: for JPEG the coefficients, for WebP
  // interleaved samples and its planes, and the file itself.
  uint64_t bytes;
  // The time of a slow search for a small file, as a multiple of the other work per px.
  uint64_t effort;
};

inline constexpr EncodingCost kUsualEncodingCost = {.bytes = 10, .effort = 0};

}  // namespace photomill
