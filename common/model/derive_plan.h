// How the derivatives of one source are made from each other: the scale to decode at, the parents,
// the order, the geometry of every step. A pure function of the whole recipe and of the source's
// header: neither the order of the derivatives, nor which of them are still missing, nor the
// machine changes a byte of an output.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/model/recipe.h"

namespace photomill {

// EXIF's eight orientations; 5 to 8 swap width and height. 1 is upright.
using Orientation = uint8_t;
inline constexpr bool SwapsSides(Orientation orientation) {
  return orientation >= 5;
}

// What the plan needs to know of a source.
struct SourceShape {
  uint32_t width = 0;   // px, as stored
  uint32_t height = 0;  // px, as stored
  Orientation orientation = 1;
  bool scaled_decode = false;  // the decoder can scale by 1/2, 1/4 and 1/8 (JPEG, WebP)
};

// A rectangle in px of the parent picture (upright). Fractions are allowed: a resampler starts
// and ends between samples where it must.
struct CropBox {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  bool operator==(const CropBox&) const = default;
};

struct DeriveStep {
  size_t derivative = 0;  // index into the recipe
  std::optional<size_t>
      parent;          // the derivative whose picture it is made from; none: the decoded one
  CropBox crop;        // what of the parent is used
  uint32_t width = 0;  // px, what the crop is resampled to
  uint32_t height = 0;
  uint32_t canvas_width = 0;  // px, the output's size; larger than width where kContain pads
  uint32_t canvas_height = 0;
  uint32_t canvas_left = 0;  // px, where the resampled picture stands on the canvas
  uint32_t canvas_top = 0;
  bool operator==(const DeriveStep&) const = default;
};

struct DerivePlan {
  uint32_t decode_denominator = 1;  // decode at 1/1, 1/2, 1/4 or 1/8
  uint32_t decoded_width = 0;       // px, upright, after scaled decoding
  uint32_t decoded_height = 0;
  std::vector<DeriveStep> steps;  // parents stand before their children
};

// A picture is made from another only where that is at least so many times its size: less costs
// visible sharpness (libvips, "How-to: image shrinking").
inline constexpr double kParentRatio = 2.0;

// The recipe must be valid; width and height at least 1.
DerivePlan MakeDerivePlan(const Recipe& recipe, const SourceShape& source);

// The steps that are needed for the derivatives in `wanted`: these and their ancestors, in order.
std::vector<DeriveStep> NeededSteps(const DerivePlan& plan, DerivativeSet wanted);

}  // namespace photomill
