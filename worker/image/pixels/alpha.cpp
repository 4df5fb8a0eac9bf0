#include "worker/image/pixels/alpha.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace photomill {
namespace {

// round(value / 255) for value up to 255 * 255, without a division.
constexpr uint8_t DivideBy255(uint32_t value) {
  value += 128;
  return static_cast<uint8_t>((value + (value >> 8)) >> 8);
}

Plane Composited(const Plane& colour, const Plane& alpha, uint8_t background) {
  Plane out{colour.width, colour.height, std::vector<uint8_t>(colour.samples.size())};
  for (size_t i = 0; i < out.samples.size(); ++i) {
    const uint32_t opacity = alpha.samples[i];
    out.samples[i] = DivideBy255(colour.samples[i] * opacity + background * (255 - opacity));
  }
  return out;
}

}  // namespace

Picture Flattened(const Picture& picture, Rgb background) {
  if (!picture.has_alpha) return picture;
  const std::array<uint8_t, 3> colour = {background.red, background.green, background.blue};
  const bool grey_background = colour[0] == colour[1] && colour[1] == colour[2];
  const bool grey = picture.colour == ColourModel::kGrey;

  Picture out{picture.width, picture.height, picture.colour, {}, false};
  if (grey && !grey_background) out.colour = ColourModel::kRgb;
  const Plane& alpha = picture.planes.back();
  const size_t planes = out.colour == ColourModel::kGrey ? 1 : 3;
  for (size_t i = 0; i < planes; ++i) {
    out.planes.push_back(Composited(picture.planes[grey ? 0 : i], alpha, colour[i]));
  }
  return out;
}

void DropOpaqueAlpha(Picture& picture) {
  if (!picture.has_alpha) return;
  const std::vector<uint8_t>& alpha = picture.planes.back().samples;
  if (!std::all_of(alpha.begin(), alpha.end(), [](uint8_t value) { return value == 255; })) return;
  picture.planes.pop_back();
  picture.has_alpha = false;
}

void DropEmptyAlpha(Picture& picture) {
  if (!picture.has_alpha) return;
  const std::vector<uint8_t>& alpha = picture.planes.back().samples;
  if (!std::all_of(alpha.begin(), alpha.end(), [](uint8_t value) { return value == 0; })) return;
  picture.planes.pop_back();
  picture.has_alpha = false;
}

}  // namespace photomill
