#include "worker/image/pixels/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "worker/image/pixels/canvas.h"
#include "worker/image/pixels/resampler_cache.h"

namespace photomill {
namespace {

// Corrects rounding errors: 2047.9999999 becomes 2048.
double Snapped(double value) {
  constexpr double kSlack = 1e-6;
  const double whole = std::round(value);
  return std::abs(value - whole) < kSlack ? whole : value;
}

// A region narrower than the slack stays unchanged.
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

bool LiesWithin(const ResamplingShape& shape) {
  const Region& region = shape.region;
  return region.left >= 0 && region.top >= 0 && region.left + region.width <= shape.source_width &&
         region.top + region.height <= shape.source_height;
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

Result<Plane> RunOn(const Plane& plane, const PlaneResampler& resampler,
                    const ResamplingShape& shape) {
  Plane out = EmptyPlane(shape.width, shape.height);
  if (const Status run = resampler.Run(RowsOf(plane), RowsInto(out)); !run) return run.failure();
  return out;
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

// Fully transparent px have no colour.
uint8_t Unpremultiplied(uint32_t colour, uint32_t alpha) {
  if (alpha == 0) return 0;
  return static_cast<uint8_t>(std::min<uint32_t>(255, (colour * 255 + alpha / 2) / alpha));
}

Result<Picture> ResampleWithAlpha(const Picture& picture, const ResamplingShape& plain) {
  ResamplingShape shape = plain;
  shape.wide = true;
  const auto resampler = ResamplerFor(shape);
  if (!resampler) return resampler.failure();
  const Plane& alpha = picture.planes.back();
  const size_t count = size_t{shape.width} * shape.height;
  WidePlane wide_alpha{shape.width, std::vector<uint16_t>(count)};
  WidePlane wide_colour = wide_alpha;
  Status run = (*resampler)->Run(WideRowsOf(alpha), WideRowsInto(wide_alpha));
  if (!run) return run.failure();

  Picture out{shape.width, shape.height, picture.colour, {}, true};
  for (size_t i = 0; i + 1 < picture.planes.size(); ++i) {
    run =
        (*resampler)->Run(PremultipliedRowsOf(picture.planes[i], alpha), WideRowsInto(wide_colour));
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
  const auto resampler = ResamplerFor(shape);
  if (!resampler) return resampler.failure();
  Picture out{shape.width, shape.height, picture.colour, {}, false};
  for (const Plane& plane : picture.planes) {
    Result<Plane> resampled = RunOn(plane, **resampler, shape);
    if (!resampled) return resampled.failure();
    out.planes.push_back(*std::move(resampled));
  }
  return out;
}

// --- Planes of their own sizes: Y, Cb and Cr

ResamplingShape ShapeFor(const Plane& plane, const ResamplingShape& whole) {
  ResamplingShape shape = whole;
  shape.source_width = plane.width;
  shape.source_height = plane.height;
  return shape;
}

struct ChromaSide {
  double begin = 0;  // in chroma samples of the source
  double length = 0;
  uint32_t samples = 0;  // of the result
};

// `side` px of the result are made from [begin, begin + length) px of the source. The result's
// chroma covers whole samples, and therefore possibly a little more.
ChromaSide ChromaSideOf(double begin, double length, uint32_t side, uint32_t source_area,
                        uint32_t area, bool mirrored) {
  const uint32_t samples = (side + area - 1) / area;
  const uint32_t more = samples * area - side;
  const double ratio = length / side;
  const double first = mirrored ? begin - more * ratio : begin;
  return {first / source_area, samples * area * ratio / source_area, samples};
}

ResamplingShape ChromaShape(const Picture& picture, const ResamplingShape& luma,
                            const Resizing& resizing) {
  const Region& region = luma.region;
  const ChromaSide across =
      ChromaSideOf(region.left, region.width, luma.width, picture.chroma.across,
                   resizing.chroma.across, resizing.mirrored_across);
  const ChromaSide down = ChromaSideOf(region.top, region.height, luma.height, picture.chroma.down,
                                       resizing.chroma.down, resizing.mirrored_down);
  ResamplingShape shape = ShapeFor(picture.planes[1], luma);
  shape.region = Snapped({across.begin, down.begin, across.length, down.length});
  shape.width = across.samples;
  shape.height = down.samples;
  return shape;
}

Result<Plane> ResampleOrCut(const Plane& plane, const ResamplingShape& shape) {
  if (KeepsItsSamples(shape.region, shape.width, shape.height) && LiesWithin(shape)) {
    return CutOut(plane, static_cast<uint32_t>(shape.region.left),
                  static_cast<uint32_t>(shape.region.top), shape.width, shape.height);
  }
  const auto resampler = ResamplerFor(shape);
  if (!resampler) return resampler.failure();
  return RunOn(plane, **resampler, shape);
}

Result<Picture> ResampleYcc(const Picture& picture, const ResamplingShape& luma,
                            const Resizing& resizing) {
  ResamplingShape chroma = ChromaShape(picture, luma, resizing);
  // If the size stays, chroma is upsampled as decoders do it.
  if (KeepsItsSamples(luma.region, luma.width, luma.height)) {
    chroma.filter = ResamplingFilter::kTriangle;
  }
  Picture out{luma.width, luma.height, ColourModel::kYcc, {}, false, resizing.chroma};
  for (size_t i = 0; i < picture.planes.size(); ++i) {
    Result<Plane> plane = ResampleOrCut(picture.planes[i], i == 0 ? luma : chroma);
    if (!plane) return plane.failure();
    out.planes.push_back(*std::move(plane));
  }
  return out;
}

// zimg's weights have 14 bits, which is imprecise if thousands of samples share them, and it holds
// six rows per unit of the ratio. Larger ratios are done in several steps.
constexpr double kRatioMax = 64;

uint32_t FirstStep(double length, uint32_t side) {
  if (length <= kRatioMax * side) return side;
  return static_cast<uint32_t>(std::ceil(length / kRatioMax));
}

Result<Picture> ResampleOnce(const Picture& picture, const ResamplingShape& shape,
                             const Resizing& resizing) {
  if (picture.colour == ColourModel::kYcc) return ResampleYcc(picture, shape, resizing);
  if (KeepsItsSamples(shape.region, shape.width, shape.height)) {
    return CutOut(picture, static_cast<uint32_t>(shape.region.left),
                  static_cast<uint32_t>(shape.region.top), shape.width, shape.height);
  }
  return picture.has_alpha ? ResampleWithAlpha(picture, shape) : ResampleOpaque(picture, shape);
}

}  // namespace

Result<Picture> Resample(const Picture& picture, const Resizing& resizing) {
  ResamplingShape shape;
  shape.source_width = picture.width;
  shape.source_height = picture.height;
  shape.region = Snapped(resizing.region);
  shape.width = FirstStep(shape.region.width, resizing.width);
  shape.height = FirstStep(shape.region.height, resizing.height);
  shape.instructions = resizing.instructions;
  if (shape.width == resizing.width && shape.height == resizing.height) {
    return ResampleOnce(picture, shape, resizing);
  }
  Resizing first;
  const Result<Picture> step = ResampleOnce(picture, shape, first);
  if (!step) return step.failure();
  Resizing rest = resizing;
  rest.region = {0, 0, static_cast<double>(shape.width), static_cast<double>(shape.height)};
  return Resample(*step, rest);
}

Result<Picture> WithWholeChroma(Picture picture) {
  if (picture.chroma == kWholeChroma) return picture;
  ResamplingShape shape = ShapeFor(picture.planes[1], {});
  shape.filter = ResamplingFilter::kTriangle;
  shape.width = picture.width;
  shape.height = picture.height;
  shape.region.width = static_cast<double>(picture.width) / picture.chroma.across;
  shape.region.height = static_cast<double>(picture.height) / picture.chroma.down;
  for (size_t i = 1; i < picture.planes.size(); ++i) {
    Result<Plane> plane = ResampleOrCut(picture.planes[i], shape);
    if (!plane) return plane.failure();
    picture.planes[i] = *std::move(plane);
  }
  picture.chroma = kWholeChroma;
  return picture;
}

}  // namespace photomill
