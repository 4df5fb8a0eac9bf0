// How the derivatives of one source are made from each other: the decoding scale, the parents, the
// order, and the geometry of every step. A pure function of the whole recipe and the source's
// header: the order of the derivatives, the set of missing ones and the machine do not change a
// byte of an output.
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

// The properties of a source that the plan depends on.
struct SourceShape {
  uint32_t width = 0;   // px, as stored
  uint32_t height = 0;  // px, as stored
  Orientation orientation = 1;
  bool scaled_decode = false;  // the decoder can scale by 1/2, 1/4 and 1/8 (JPEG, WebP)
  double pixel_ratio = 1;      // width to height of a stored pixel; outputs have square pixels
};

// A rectangle in px of the parent picture (after rotation). Fractions are allowed: a resampler can
// start and end between samples.
struct CropBox {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  bool operator==(const CropBox&) const = default;
};

struct DeriveStep {
  size_t derivative = 0;         // index into the recipe
  std::optional<size_t> parent;  // the derivative to make it from; none: the decoded picture
  CropBox crop;                  // the part of the parent that is used
  uint32_t width = 0;            // px, the size that the crop is resampled to
  uint32_t height = 0;
  uint32_t canvas_width = 0;  // px, the output's size; larger than width where kContain pads
  uint32_t canvas_height = 0;
  uint32_t canvas_left = 0;  // px, the position of the resampled picture on the canvas
  uint32_t canvas_top = 0;
  bool operator==(const DeriveStep&) const = default;
};

struct DerivePlan {
  uint32_t decode_denominator = 1;  // decode at 1/1, 1/2, 1/4 or 1/8
  uint32_t decoded_width = 0;       // px, upright, after scaled decoding
  uint32_t decoded_height = 0;
  std::vector<DeriveStep> steps;  // parents come before their children
};

// A picture is made from another only if that is at least this many times larger. A smaller ratio
// costs visible sharpness (libvips, "How-to: image shrinking").
inline constexpr double kParentRatio = 2.0;

// The recipe must be valid. Width and height must be at least 1.
DerivePlan MakeDerivePlan(const Recipe& recipe, const SourceShape& source);

// The steps for the derivatives in `wanted`: these and their ancestors, in order.
std::vector<DeriveStep> NeededSteps(const DerivePlan& plan, DerivativeSet wanted);

}  // namespace photomill
