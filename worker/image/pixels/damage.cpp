#include "worker/image/pixels/damage.h"

#include <algorithm>
#include <cstddef>

namespace photomill {
namespace {

// Grey in every colour model: the middle value of Y, of R, G and B, and neutral chroma.
constexpr uint8_t kMiddle = 128;
constexpr uint8_t kOpaque = 255;

// The offset in a plane of the rows from `top` on, in px.
ptrdiff_t OffsetOf(const Picture& picture, size_t plane, uint32_t top) {
  const bool chroma = picture.colour == ColourModel::kYcc && plane > 0;
  const uint32_t down = chroma ? picture.chroma.down : 1;
  const Plane& of = picture.planes[plane];
  const uint32_t row = std::min(of.height, (top + down - 1) / down);
  return static_cast<ptrdiff_t>(size_t{row} * of.width);
}

}  // namespace

void MakeGreyFrom(Picture& picture, uint32_t top) {
  for (size_t i = 0; i < picture.planes.size(); ++i) {
    Plane& plane = picture.planes[i];
    std::vector<uint8_t>& samples = plane.samples;
    samples.resize(size_t{plane.width} * plane.height);
    const bool alpha = picture.has_alpha && i + 1 == picture.planes.size();
    std::fill(samples.begin() + OffsetOf(picture, i, top), samples.end(),
              alpha ? kOpaque : kMiddle);
  }
}

void MakeGrey(Picture& picture, const Area& area) {
  for (size_t i = 0; i < picture.planes.size(); ++i) {
    Plane& plane = picture.planes[i];
    const bool alpha = picture.has_alpha && i + 1 == picture.planes.size();
    for (size_t y = area.top; y < area.bottom; ++y) {
      std::fill_n(plane.samples.begin() + static_cast<ptrdiff_t>(y * plane.width + area.left),
                  area.right - area.left, alpha ? kOpaque : kMiddle);
    }
  }
}

bool IsOfOneColourFrom(const Picture& picture, uint32_t top) {
  for (size_t i = 0; i < picture.planes.size(); ++i) {
    const std::vector<uint8_t>& samples = picture.planes[i].samples;
    const auto first = samples.begin() + OffsetOf(picture, i, top);
    if (!std::all_of(first, samples.end(), [&](uint8_t sample) { return sample == *first; })) {
      return false;
    }
  }
  return true;
}

}  // namespace photomill
