#include "worker/image/pixels/orient.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace photomill {
namespace {

// Transposing crosses cache lines along one axis. Blocks keep both axes in the cache.
constexpr size_t kBlock = 64;

void FlipHorizontally(Plane& plane) {
  const size_t width = plane.width;
  for (size_t y = 0; y < plane.height; ++y) {
    uint8_t* row = plane.samples.data() + y * width;
    std::reverse(row, row + width);
  }
}

void FlipVertically(Plane& plane) {
  const size_t width = plane.width;
  for (size_t y = 0; y < plane.height / 2; ++y) {
    uint8_t* upper = plane.samples.data() + y * width;
    uint8_t* lower = plane.samples.data() + (plane.height - 1 - y) * width;
    std::swap_ranges(upper, upper + width, lower);
  }
}

// Mirrors along the diagonal from the top left: rows become columns.
Plane Transposed(const Plane& plane) {
  const size_t width = plane.width;
  const size_t height = plane.height;
  Plane out{plane.height, plane.width, std::vector<uint8_t>(plane.samples.size())};
  for (size_t top = 0; top < height; top += kBlock) {
    for (size_t left = 0; left < width; left += kBlock) {
      const size_t bottom = std::min(top + kBlock, height);
      const size_t right = std::min(left + kBlock, width);
      for (size_t y = top; y < bottom; ++y) {
        for (size_t x = left; x < right; ++x) {
          out.samples[x * height + y] = plane.samples[y * width + x];
        }
      }
    }
  }
  return out;
}

}  // namespace

Turn TurnFor(Orientation orientation) {
  switch (orientation) {
    case 2:
      return {false, true, false};
    case 3:
      return {false, true, true};
    case 4:
      return {false, false, true};
    case 5:
      return {true, false, false};
    case 6:
      return {true, true, false};
    case 7:
      return {true, true, true};
    case 8:
      return {true, false, true};
    default:
      return {};
  }
}

Picture TurnUpright(Picture picture, Orientation orientation) {
  const Turn turn = TurnFor(orientation);
  for (Plane& plane : picture.planes) {
    if (turn.transpose) plane = Transposed(plane);
    if (turn.flip_horizontally) FlipHorizontally(plane);
    if (turn.flip_vertically) FlipVertically(plane);
  }
  if (turn.transpose) {
    std::swap(picture.width, picture.height);
    std::swap(picture.chroma.across, picture.chroma.down);
  }
  return picture;
}

}  // namespace photomill
