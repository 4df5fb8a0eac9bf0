// The geometry of single derivatives, in exact integer arithmetic: how large an output is, what of
// the source it shows, which one can be made from which. derive_plan.cpp asks for one source;
// recipe_digest.cpp asks what holds for every source. Pure functions.
#pragma once

#include <cstdint>

#include "common/model/derive_plan.h"
#include "common/model/recipe.h"

namespace photomill {

// Sides that the arithmetic holds for without overflow.
inline constexpr uint32_t kPlanSideMax = 1U << 30;

// Upright.
struct Size {
  uint64_t width = 0;  // px
  uint64_t height = 0;
  bool operator==(const Size&) const = default;
};

// How much smaller than the source, exactly.
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

// One derivative's picture, described on the upright source.
struct TargetGeometry {
  Scale scale;   // of the picture to the source; the larger one where the axes differ
  Size picture;  // px, what the crop is resampled to
  CropBox crop;  // in px of the source
  Size canvas;   // px, the output
  uint64_t canvas_left = 0;
  uint64_t canvas_top = 0;
};
TargetGeometry GeometryOf(const Derivative& derivative, const Size& source);

// The scale that a decoded picture must serve for this derivative (kParentRatio times over). For
// kInside and kContain it is their own scale, but never less than what half their box would need
// as kCover: without this a small square thumbnail would decide how very long panoramas are
// decoded, and a changed thumbnail would change the bytes of every other derivative. Pictures up
// to twice as long as the box never notice.
Scale DecodeNeed(const Derivative& derivative, const Size& source);

// Whether for every source DecodeNeed(small) is at most DecodeNeed(large).
bool NeverNeedsMore(const Derivative& small, const Derivative& large);

// How detailed the colours of the derivative's picture stay, for those that are made from it: equal
// numbers mean equal pictures where the geometry is equal. 0 for halved chroma whatever the source.
uint32_t ChromaOfPicture(const Derivative& derivative);

// Whether there may be a source for which `child` is made from `parent`.
bool MayBeParent(const Derivative& parent, const Derivative& child);

}  // namespace photomill
