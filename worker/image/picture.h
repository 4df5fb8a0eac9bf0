// A decoded picture in memory: planes of 8-bit sRGB samples (full range, gamma-encoded).
// Every codec decodes into one, every resampler and encoder takes one: this is where the ways of
// Magick++ and of the direct codecs meet.
#pragma once

#include <cstdint>
#include <vector>

namespace photomill {

enum class ColourModel : uint8_t { kGrey, kRgb };

struct Plane {
  uint32_t width = 0;  // samples
  uint32_t height = 0;
  std::vector<uint8_t> samples;  // rows without padding, top first
};

struct Picture {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  ColourModel colour = ColourModel::kRgb;
  std::vector<Plane> planes;  // kGrey: 1, kRgb: 3; straight (not premultiplied) alpha behind them
  bool has_alpha = false;
};

}  // namespace photomill
