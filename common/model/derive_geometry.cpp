#include "common/model/derive_geometry.h"

#include <algorithm>
#include <limits>

#include "common/base/check.h"
#include "common/base/limits.h"

namespace photomill {
namespace {

constexpr Scale kWhole = {1, 1};

// --- One source
// -----------------------------------------------------------------------------------

// `side` times `scale`, rounded half up, at least 1 px.
uint64_t Scaled(uint64_t side, const Scale& scale) {
  const uint64_t twice = 2 * side * scale.numerator + scale.denominator;
  return std::max<uint64_t>(1, twice / (2 * scale.denominator));
}

// The smaller of the two axes' scales. An axis without a limit does not count.
Scale InsideScale(const Derivative& box, const Size& source) {
  if (IsFullSize(box)) return kWhole;
  const Scale by_width = {box.width, source.width};
  const Scale by_height = {box.height, source.height};
  if (box.width == 0) return by_height;
  if (box.height == 0) return by_width;
  return std::min(by_width, by_height);
}

Scale CoverScale(uint64_t width, uint64_t height, const Size& source) {
  return std::max(Scale{width, source.width}, Scale{height, source.height});
}

// If only one side is given, enlarging a very thin source must stop at the size that formats can
// hold.
Scale WithinSideMax(const Scale& scale, const Size& source) {
  const Scale most =
      std::min(Scale{limits::kSideMax, source.width}, Scale{limits::kSideMax, source.height});
  return std::max(kWhole, std::min(scale, most));
}

// 0, 1, 2: left or top, middle, right or bottom.
uint64_t HalvesFromLeft(Gravity gravity) {
  switch (gravity) {
    case Gravity::kNorthWest:
    case Gravity::kWest:
    case Gravity::kSouthWest:
      return 0;
    case Gravity::kNorth:
    case Gravity::kCenter:
    case Gravity::kSouth:
      return 1;
    case Gravity::kNorthEast:
    case Gravity::kEast:
    case Gravity::kSouthEast:
      return 2;
  }
  PHOTOMILL_CHECK(false);
}

uint64_t HalvesFromTop(Gravity gravity) {
  switch (gravity) {
    case Gravity::kNorthWest:
    case Gravity::kNorth:
    case Gravity::kNorthEast:
      return 0;
    case Gravity::kWest:
    case Gravity::kCenter:
    case Gravity::kEast:
      return 1;
    case Gravity::kSouthWest:
    case Gravity::kSouth:
    case Gravity::kSouthEast:
      return 2;
  }
  PHOTOMILL_CHECK(false);
}

CropBox WholeOf(const Size& size) {
  return {0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
}

TargetGeometry InsideGeometry(const Derivative& derivative, const Size& source) {
  TargetGeometry target;
  target.scale = InsideScale(derivative, source);
  if (kWhole < target.scale) {
    target.scale = derivative.enlarge ? WithinSideMax(target.scale, source) : kWhole;
  }
  target.picture = {Scaled(source.width, target.scale), Scaled(source.height, target.scale)};
  target.crop = WholeOf(source);
  target.canvas = target.picture;
  return target;
}

TargetGeometry ContainGeometry(const Derivative& derivative, const Size& source) {
  TargetGeometry target = InsideGeometry(derivative, source);
  target.canvas = {derivative.width, derivative.height};
  target.canvas_left =
      (target.canvas.width - target.picture.width) * HalvesFromLeft(derivative.gravity) / 2;
  target.canvas_top =
      (target.canvas.height - target.picture.height) * HalvesFromTop(derivative.gravity) / 2;
  return target;
}

// For a source smaller than the box: its largest part with the box's proportions, without resizing.
// In whole px, so that nothing is resampled.
TargetGeometry CutOut(const Derivative& derivative, const Size& source) {
  const Scale box_to_source = CoverScale(derivative.width, derivative.height, source);
  const Scale shrink = {box_to_source.denominator, box_to_source.numerator};
  TargetGeometry target;
  target.scale = kWhole;
  target.picture = {std::min(source.width, Scaled(derivative.width, shrink)),
                    std::min(source.height, Scaled(derivative.height, shrink))};
  target.canvas = target.picture;
  const uint64_t left =
      (source.width - target.picture.width) * HalvesFromLeft(derivative.gravity) / 2;
  const uint64_t top =
      (source.height - target.picture.height) * HalvesFromTop(derivative.gravity) / 2;
  target.crop = WholeOf(target.picture);
  target.crop.left = static_cast<double>(left);
  target.crop.top = static_cast<double>(top);
  return target;
}

TargetGeometry CoverGeometry(const Derivative& derivative, const Size& source) {
  const Scale scale = CoverScale(derivative.width, derivative.height, source);
  if (kWhole < scale && !derivative.enlarge) return CutOut(derivative, source);
  TargetGeometry target;
  target.scale = scale;
  target.picture = {derivative.width, derivative.height};
  target.canvas = target.picture;
  // One of the two is the source's full side. A quotient of integers below 2^53 is exact there.
  const auto in_source = [&](uint64_t side) {
    return static_cast<double>(side * scale.denominator) / static_cast<double>(scale.numerator);
  };
  const CropBox whole = WholeOf(source);
  target.crop.width = std::min(whole.width, in_source(derivative.width));
  target.crop.height = std::min(whole.height, in_source(derivative.height));
  target.crop.left = (whole.width - target.crop.width) *
                     static_cast<double>(HalvesFromLeft(derivative.gravity)) / 2;
  target.crop.top = (whole.height - target.crop.height) *
                    static_cast<double>(HalvesFromTop(derivative.gravity)) / 2;
  return target;
}

TargetGeometry FillGeometry(const Derivative& derivative, const Size& source) {
  TargetGeometry target;
  target.picture = {derivative.width, derivative.height};
  if (!derivative.enlarge) {
    target.picture.width = std::min(target.picture.width, source.width);
    target.picture.height = std::min(target.picture.height, source.height);
  }
  target.scale = CoverScale(target.picture.width, target.picture.height, source);
  target.crop = WholeOf(source);
  target.canvas = target.picture;
  return target;
}

// --- Every source
// ---------------------------------------------------------------------------------
// With r = width / height of the source, a scale times the source's width is a function of r alone:
//   kCover, kFill     max(w, h r)
//   kInside           min(w, h r), a free side being infinite
// and DecodeNeed is max(w', h' r) for the former and max(min(w, h r), w', h' r) for the latter,
// where w' x h' is the floor box. Capping at the source's own size does not change the order. Full
// size is kInside with a box that no source reaches.

constexpr uint64_t kFree = std::numeric_limits<uint32_t>::max();

bool ShowsWholeFrame(Fit fit) {
  return fit == Fit::kInside || fit == Fit::kContain;
}

// Twice the floor box, so that it stays in integers.
Size TwiceFloorBox(const Derivative& d) {
  const Size box = {d.width, d.height};
  if (!ShowsWholeFrame(d.fit)) return {2 * box.width, 2 * box.height};
  if (IsFullSize(d)) return {2 * kFree, 2 * kFree};
  if (d.height == 0) return {2 * box.width, box.width};
  if (d.width == 0) return {box.height, 2 * box.height};
  return box;
}

Size BoxOf(const Derivative& d) {
  return {d.width == 0 ? kFree : d.width, d.height == 0 ? kFree : d.height};
}

// Whether min(w, h r) of `small`, a whole frame with both sides given, is always at most DecodeNeed
// of `large`. Checking its peak at r = w / h is enough: after the peak the need only grows, and
// before it the need falls more slowly than r.
bool PeakIsServed(const Size& small, const Derivative& large) {
  const Size twice_floor = TwiceFloorBox(large);
  uint64_t twice_need =
      std::max(twice_floor.width * small.height, twice_floor.height * small.width);
  if (ShowsWholeFrame(large.fit)) {
    const Size box = BoxOf(large);
    twice_need =
        std::max(twice_need, 2 * std::min(box.width * small.height, box.height * small.width));
  }
  return 2 * small.width * small.height <= twice_need;
}

}  // namespace

TargetGeometry GeometryOf(const Derivative& derivative, const Size& source) {
  switch (derivative.fit) {
    case Fit::kInside:
      return InsideGeometry(derivative, source);
    case Fit::kCover:
      return CoverGeometry(derivative, source);
    case Fit::kContain:
      return ContainGeometry(derivative, source);
    case Fit::kFill:
      return FillGeometry(derivative, source);
  }
  PHOTOMILL_CHECK(false);
}

Scale DecodeNeed(const Derivative& derivative, const Size& source) {
  if (IsFullSize(derivative)) return kWhole;
  const Size twice_floor = TwiceFloorBox(derivative);
  Scale need = HalfOf(CoverScale(twice_floor.width, twice_floor.height, source));
  if (ShowsWholeFrame(derivative.fit)) need = std::max(need, InsideScale(derivative, source));
  return std::min(need, kWhole);
}

bool NeverNeedsMore(const Derivative& small, const Derivative& large) {
  const Size small_floor = TwiceFloorBox(small);
  const Size large_floor = TwiceFloorBox(large);
  if (small_floor.width > large_floor.width || small_floor.height > large_floor.height) {
    return false;
  }
  // With a free side the peak is the floor box itself. With two there is no peak.
  if (!ShowsWholeFrame(small.fit) || small.width == 0 || small.height == 0) return true;
  return PeakIsServed({small.width, small.height}, large);
}

// Only JPEG and WebP store chroma separately from luma. Other formats have nothing to halve.
uint32_t ChromaOfPicture(const Derivative& derivative) {
  const bool same = derivative.format == OutputFormat::kSame;
  const auto chroma_of = [&](OutputFormat source) {
    return static_cast<uint32_t>(ChromaIn(derivative, same ? source : derivative.format));
  };
  return 4 * chroma_of(OutputFormat::kJpeg) + chroma_of(OutputFormat::kWebp);
}

bool MayBeParent(const Derivative& parent, const Derivative& child) {
  if (parent.fit != Fit::kInside || parent.colour != child.colour) return false;
  if (IsFullSize(parent)) return false;  // the decoded picture is as large
  const Size large = BoxOf(parent);
  const Size small = BoxOf(child);
  const bool wide_enough = large.width >= 2 * small.width;
  const bool high_enough = large.height >= 2 * small.height;
  // A whole frame is limited by one side of its box at a time, so the other side does not matter.
  return ShowsWholeFrame(child.fit) ? wide_enough || high_enough : wide_enough && high_enough;
}

}  // namespace photomill
