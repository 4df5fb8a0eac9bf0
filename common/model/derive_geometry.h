// The geometry of single derivatives in exact integer arithmetic: how large an output is, which
// part of the source it shows, and which derivative can be made from which. derive_plan.cpp asks
// about one source. recipe_digest.cpp asks what holds for every source. Pure functions.
#pragma once

#include <cstdint>

#include "common/model/derive_plan.h"
#include "common/model/recipe.h"

namespace photomill {

// Maximum side for which the arithmetic does not overflow.
inline constexpr uint32_t kPlanSideMax = 1U << 30;

// After rotation by the EXIF orientation.
struct Size {
  uint64_t width = 0;  // px
  uint64_t height = 0;
  bool operator==(const Size&) const = default;
};

// Output size divided by source size, exact.
struct Scale {
  uint64_t numerator = 1;
  uint64_t denominator = 1;
};
inline bool operator<(const Scale& a, const Scale& b) {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}
inline Scale HalfOf(const Scale& scale) {
  return {scale.numerator, scale.denominator * 2};
}

// The geometry of one derivative, relative to the rotated source.
struct TargetGeometry {
  Scale scale;   // of the picture to the source; the larger one if the axes differ
  Size picture;  // px, the size that the crop is resampled to
  CropBox crop;  // in px of the source
  Size canvas;   // px, the output
  uint64_t canvas_left = 0;
  uint64_t canvas_top = 0;
};
TargetGeometry GeometryOf(const Derivative& derivative, const Size& source);

// The scale that a decoded picture must serve for this derivative (kParentRatio times over). For
// kInside and kContain this is their own scale, but at least what a kCover of half their box would
// need. Without this minimum, a small square thumbnail would decide how very long panoramas are
// decoded, and a changed thumbnail would change the bytes of every other derivative. It has no
// effect on pictures up to twice as long as the box.
Scale DecodeNeed(const Derivative& derivative, const Size& source);

// Whether DecodeNeed(small) is at most DecodeNeed(large) for every source.
bool NeverNeedsMore(const Derivative& small, const Derivative& large);

// How detailed the colours of the derivative's picture stay, for derivatives that are made from it.
// With the same geometry, equal numbers mean equal pictures. 0 if chroma is halved for every
// source.
uint32_t ChromaOfPicture(const Derivative& derivative);

// Whether there can be a source for which `child` is made from `parent`.
bool MayBeParent(const Derivative& parent, const Derivative& child);

}  // namespace photomill
