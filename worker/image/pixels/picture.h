// A decoded picture in memory: planes of 8-bit sRGB samples (full range, gamma-encoded).
// Every codec decodes into one, every resampler and encoder takes one: this is where the ways of
// Magick++ and of the direct codecs meet.
#pragma once

#include <cstdint>
#include <vector>

namespace photomill {

enum class ColourModel : uint8_t {
  kGrey,
  kRgb,
  kYcc,  // sRGB as JFIF codes it: Y, Cb and Cr of ITU-R BT.601, full range; never with alpha
};

struct Plane {
  uint32_t width = 0;  // samples
  uint32_t height = 0;
  std::vector<uint8_t> samples;  // rows without padding, top first
};

// How many px a sample of Cb and Cr covers; it stands in their middle. At the right and at the
// bottom it may cover some that the picture does not have.
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
  std::vector<Plane> planes;  // kGrey: 1, others: 3; straight (not premultiplied) alpha behind them
  bool has_alpha = false;
  ChromaArea chroma = kWholeChroma;  // kYcc only
};

}  // namespace photomill
