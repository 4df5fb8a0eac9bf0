// A decoded picture in memory: planes of 8-bit sRGB samples (full range, gamma-encoded). Every
// codec decodes into one, and every resampler and encoder takes one, whatever library it uses.
#pragma once

#include <cstdint>
#include <vector>

namespace photomill {

enum class ColourModel : uint8_t {
  kGrey,
  kRgb,
  kYcc,  // sRGB in JFIF's coding: Y, Cb, Cr of ITU-R BT.601, full range; no alpha
};

struct Plane {
  uint32_t width = 0;  // samples
  uint32_t height = 0;
  std::vector<uint8_t> samples;  // rows without padding, top first
};

// How many px a sample of Cb and Cr covers. The sample is in their centre. At the right and at the
// bottom it can cover px outside the picture.
struct ChromaArea {
  uint32_t across = 1;
  uint32_t down = 1;
  bool operator==(const ChromaArea&) const = default;
};
inline constexpr ChromaArea kWholeChroma = {1, 1};   // 4:4:4
inline constexpr ChromaArea kHalvedChroma = {2, 2};  // 4:2:0

struct Picture {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  ColourModel colour = ColourModel::kRgb;
  std::vector<Plane> planes;  // kGrey: 1, others: 3; then straight (not premultiplied) alpha
  bool has_alpha = false;
  ChromaArea chroma = kWholeChroma;  // kYcc only
  bool from_palette = false;         // has the samples of a file that lists its colours
};

}  // namespace photomill
