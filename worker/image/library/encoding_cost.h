// What writing a file costs, for the worker's memory budget and its tasks' time limits.
#pragma once

#include <cstdint>

namespace photomill {

struct EncodingCost {
  // Memory per px of the picture, next to its planes: for JPEG the coefficients, for WebP
  // interleaved samples and its planes, and the file itself.
  uint64_t bytes;
  // How many times as long as the rest of the work on a px a slow search for a small file takes.
  uint64_t effort;
};

inline constexpr EncodingCost kUsualEncodingCost = {.bytes = 10, .effort = 0};

}  // namespace photomill
