#include "worker/image/pixels/canvas.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "common/base/check.h"

namespace photomill {
namespace {

Plane Filled(uint32_t width, uint32_t height, uint8_t value) {
  return {width, height, std::vector<uint8_t>(size_t{width} * height, value)};
}

// Copies the part of `from` that overlaps `to` if its top left corner is at (left, top).
void Paste(const Plane& from, Plane& to, int64_t left, int64_t top) {
  const int64_t x_begin = std::max<int64_t>(0, left);
  const int64_t x_end = std::min<int64_t>(to.width, left + from.width);
  const int64_t y_begin = std::max<int64_t>(0, top);
  const int64_t y_end = std::min<int64_t>(to.height, top + from.height);
  if (x_begin >= x_end) return;
  for (int64_t y = y_begin; y < y_end; ++y) {
    const uint8_t* row = from.samples.data() + (y - top) * from.width + (x_begin - left);
    std::copy(row, row + (x_end - x_begin), to.samples.data() + y * to.width + x_begin);
  }
}

}  // namespace

Plane EmptyPlane(uint32_t width, uint32_t height) {
  return {width, height, std::vector<uint8_t>(size_t{width} * height)};
}

Picture OnTransparentCanvas(Picture picture, uint32_t width, uint32_t height, int64_t left,
                            int64_t top) {
  if (left == 0 && top == 0 && picture.width == width && picture.height == height) return picture;
  if (!picture.has_alpha) {
    picture.planes.push_back(Filled(picture.width, picture.height, 255));
    picture.has_alpha = true;
  }
  Picture out{width, height, picture.colour, {}, true};
  for (const Plane& plane : picture.planes) {
    Plane canvas = Filled(width, height, 0);
    Paste(plane, canvas, left, top);
    out.planes.push_back(std::move(canvas));
  }
  return out;
}

Picture OnBackground(Picture picture, uint32_t width, uint32_t height, uint32_t left, uint32_t top,
                     Rgb background) {
  PHOTOMILL_CHECK(left + uint64_t{picture.width} <= width);
  PHOTOMILL_CHECK(top + uint64_t{picture.height} <= height);
  if (picture.width == width && picture.height == height) return picture;

  std::vector<uint8_t> fill = {background.red, background.green, background.blue};
  const bool grey_background = fill[0] == fill[1] && fill[1] == fill[2];
  if (picture.colour == ColourModel::kGrey) {
    if (grey_background) {
      fill.resize(1);
    } else {
      const Plane grey = picture.planes.front();
      picture.planes.insert(picture.planes.begin(), 2, grey);
      picture.colour = ColourModel::kRgb;
    }
  }
  if (picture.has_alpha) fill.push_back(255);

  Picture out{width, height, picture.colour, {}, picture.has_alpha};
  for (size_t i = 0; i < picture.planes.size(); ++i) {
    Plane canvas = Filled(width, height, fill[i]);
    Paste(picture.planes[i], canvas, left, top);
    out.planes.push_back(std::move(canvas));
  }
  return out;
}

Plane CutOut(const Plane& plane, uint32_t left, uint32_t top, uint32_t width, uint32_t height) {
  PHOTOMILL_CHECK(left + uint64_t{width} <= plane.width);
  PHOTOMILL_CHECK(top + uint64_t{height} <= plane.height);
  Plane part = Filled(width, height, 0);
  Paste(plane, part, -int64_t{left}, -int64_t{top});
  return part;
}

Picture CutOut(const Picture& picture, uint32_t left, uint32_t top, uint32_t width,
               uint32_t height) {
  Picture out{width, height, picture.colour, {}, picture.has_alpha};
  for (const Plane& plane : picture.planes) {
    out.planes.push_back(CutOut(plane, left, top, width, height));
  }
  return out;
}

void DropEqualColours(Picture& picture) {
  if (picture.colour != ColourModel::kRgb) return;
  if (picture.planes[0].samples != picture.planes[1].samples) return;
  if (picture.planes[0].samples != picture.planes[2].samples) return;
  picture.planes.erase(picture.planes.begin() + 1, picture.planes.begin() + 3);
  picture.colour = ColourModel::kGrey;
}

}  // namespace photomill
