#include "worker/image/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "worker/image/canvas.h"

namespace photomill {
namespace {

// What was 2047.9999999 by arithmetic is 2048.
double Snapped(double value) {
  constexpr double kSlack = 1e-6;
  const double whole = std::round(value);
  return std::abs(value - whole) < kSlack ? whole : value;
}

// A sliver narrower than the slack stays as it is.
Region Snapped(const Region& region) {
  const double left = Snapped(region.left);
  const double top = Snapped(region.top);
  const double width = Snapped(region.left + region.width) - left;
  const double height = Snapped(region.top + region.height) - top;
  return width > 0 && height > 0 ? Region{left, top, width, height} : region;
}

bool KeepsItsSamples(const Region& region, uint32_t width, uint32_t height) {
  return region.left == std::floor(region.left) && region.top == std::floor(region.top) &&
         region.width == width && region.height == height;
}

PlaneResampler::ReadRow RowsOf(const Plane& plane) {
  return [&plane](uint32_t y, uint32_t begin, uint32_t end, void* row) {
    std::memcpy(static_cast<uint8_t*>(row) + begin,
                plane.samples.data() + size_t{y} * plane.width + begin, end - begin);
  };
}

PlaneResampler::TakeRow RowsInto(Plane& plane) {
  return [&plane](uint32_t y, uint32_t begin, uint32_t end, const void* row) {
    std::memcpy(plane.samples.data() + size_t{y} * plane.width + begin,
                static_cast<const uint8_t*>(row) + begin, end - begin);
  };
}

Plane EmptyPlane(uint32_t width, uint32_t height) {
  return {width, height, std::vector<uint8_t>(size_t{width} * height)};
}

// --- Premultiplied samples: 0 to 255 times 255, in 16 bits

struct WidePlane {
  uint32_t width = 0;
  std::vector<uint16_t> samples;
};

PlaneResampler::ReadRow PremultipliedRowsOf(const Plane& colour, const Plane& alpha) {
  return [&colour, &alpha](uint32_t y, uint32_t begin, uint32_t end, void* row) {
    const size_t at = size_t{y} * colour.width;
    auto* out = static_cast<uint16_t*>(row);
    for (uint32_t x = begin; x < end; ++x) {
      out[x] = static_cast<uint16_t>(colour.samples[at + x] * alpha.samples[at + x]);
    }
  };
}

PlaneResampler::ReadRow WideRowsOf(const Plane& alpha) {
  return [&alpha](uint32_t y, uint32_t begin, uint32_t end, void* row) {
    const size_t at = size_t{y} * alpha.width;
    auto* out = static_cast<uint16_t*>(row);
    for (uint32_t x = begin; x < end; ++x) {
      out[x] = static_cast<uint16_t>(alpha.samples[at + x] * 255);
    }
  };
}

PlaneResampler::TakeRow WideRowsInto(WidePlane& plane) {
  return [&plane](uint32_t y, uint32_t begin, uint32_t end, const void* row) {
    const auto* in = static_cast<const uint16_t*>(row);
    std::copy(in + begin, in + end, plane.samples.data() + size_t{y} * plane.width + begin);
  };
}

// Where nothing is seen there is no colour either.
uint8_t Unpremultiplied(uint32_t colour, uint32_t alpha) {
  if (alpha == 0) return 0;
  return static_cast<uint8_t>(std::min<uint32_t>(255, (colour * 255 + alpha / 2) / alpha));
}

Result<Picture> ResampleWithAlpha(const Picture& picture, const ResamplingShape& plain) {
  ResamplingShape shape = plain;
  shape.wide = true;
  Result<PlaneResampler> resampler = PlaneResampler::Make(shape);
  if (!resampler) return resampler.failure();
  const Plane& alpha = picture.planes.back();
  const size_t count = size_t{shape.width} * shape.height;
  WidePlane wide_alpha{shape.width, std::vector<uint16_t>(count)};
  WidePlane wide_colour = wide_alpha;
  Status run = resampler->Run(WideRowsOf(alpha), WideRowsInto(wide_alpha));
  if (!run) return run.failure();

  Picture out{shape.width, shape.height, picture.colour, {}, true};
  for (size_t i = 0; i + 1 < picture.planes.size(); ++i) {
    run = resampler->Run(PremultipliedRowsOf(picture.planes[i], alpha), WideRowsInto(wide_colour));
    if (!run) return run.failure();
    Plane plane = EmptyPlane(shape.width, shape.height);
    for (size_t at = 0; at < count; ++at) {
      plane.samples[at] = Unpremultiplied(wide_colour.samples[at], wide_alpha.samples[at]);
    }
    out.planes.push_back(std::move(plane));
  }
  Plane plane = EmptyPlane(shape.width, shape.height);
  for (size_t at = 0; at < count; ++at) {
    plane.samples[at] =
        static_cast<uint8_t>(std::min<uint32_t>(255, (wide_alpha.samples[at] + 127U) / 255));
  }
  out.planes.push_back(std::move(plane));
  return out;
}

Result<Picture> ResampleOpaque(const Picture& picture, const ResamplingShape& shape) {
  Result<PlaneResampler> resampler = PlaneResampler::Make(shape);
  if (!resampler) return resampler.failure();
  Picture out{shape.width, shape.height, picture.colour, {}, false};
  for (const Plane& plane : picture.planes) {
    Plane resampled = EmptyPlane(shape.width, shape.height);
    const Status run = resampler->Run(RowsOf(plane), RowsInto(resampled));
    if (!run) return run.failure();
    out.planes.push_back(std::move(resampled));
  }
  return out;
}

// zimg's weights have 14 bits, which grow coarse where thousands of samples share them, and it
// holds six rows for each that the ratio has. Larger ratios are taken in several steps.
constexpr double kRatioMax = 64;

uint32_t FirstStep(double length, uint32_t side) {
  if (length <= kRatioMax * side) return side;
  return static_cast<uint32_t>(std::ceil(length / kRatioMax));
}

}  // namespace

Result<Picture> Resample(const Picture& picture, const Region& region, uint32_t width,
                         uint32_t height, Instructions instructions) {
  ResamplingShape shape;
  shape.source_width = picture.width;
  shape.source_height = picture.height;
  shape.region = Snapped(region);
  shape.width = FirstStep(shape.region.width, width);
  shape.height = FirstStep(shape.region.height, height);
  shape.instructions = instructions;
  if (KeepsItsSamples(shape.region, width, height)) {
    return CutOut(picture, static_cast<uint32_t>(shape.region.left),
                  static_cast<uint32_t>(shape.region.top), width, height);
  }
  Result<Picture> resampled =
      picture.has_alpha ? ResampleWithAlpha(picture, shape) : ResampleOpaque(picture, shape);
  if (!resampled || (shape.width == width && shape.height == height)) return resampled;
  const Region whole = {0, 0, static_cast<double>(shape.width), static_cast<double>(shape.height)};
  return Resample(*resampled, whole, width, height, instructions);
}

}  // namespace photomill
