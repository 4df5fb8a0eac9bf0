#include "common/model/derive_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <tuple>

#include "common/base/check.h"
#include "common/model/derive_geometry.h"

namespace photomill {
namespace {

static_assert(kParentRatio == 2.0, "the exact arithmetic here and in derive_geometry doubles");

struct Target {
  size_t derivative = 0;
  TargetGeometry geometry;
};

Size UprightSize(const SourceShape& source) {
  if (SwapsSides(source.orientation)) return {source.height, source.width};
  return {source.width, source.height};
}

// The size with square pixels. It enlarges the side with the lower density, so no detail is lost.
Size ShownSize(const SourceShape& source, const Size& upright) {
  const bool swaps = SwapsSides(source.orientation);
  const double ratio = swaps ? 1 / source.pixel_ratio : source.pixel_ratio;
  const auto stretched = [](uint64_t side, double factor) {
    return static_cast<uint64_t>(std::llround(static_cast<double>(side) * factor));
  };
  Size shown = upright;
  if (ratio > 1) shown.width = stretched(upright.width, ratio);
  if (ratio < 1) shown.height = stretched(upright.height, 1 / ratio);
  return std::max(shown.width, shown.height) <= kPlanSideMax ? shown : upright;
}

// Orders derivatives of the same scale, whatever their order in the recipe. The key template is
// unique.
auto CanonicalOrder(const Derivative& d) {
  return std::make_tuple(d.fit, d.width, d.height, d.enlarge, ChromaOfPicture(d),
                         std::string_view(d.key));
}

// Largest scale first, so that a parent comes before its children.
std::vector<Target> SortedTargets(const Recipe& recipe, const Size& source) {
  std::vector<Target> targets;
  targets.reserve(recipe.derivatives.size());
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    targets.push_back({i, GeometryOf(recipe.derivatives[i], source)});
  }
  std::sort(targets.begin(), targets.end(), [&](const Target& a, const Target& b) {
    if (b.geometry.scale < a.geometry.scale) return true;
    if (a.geometry.scale < b.geometry.scale) return false;
    return CanonicalOrder(recipe.derivatives[a.derivative]) <
           CanonicalOrder(recipe.derivatives[b.derivative]);
  });
  return targets;
}

// libjpeg rounds the width and height of a scaled decode up.
Size DecodedSize(const Size& source, uint64_t denominator) {
  return {(source.width + denominator - 1) / denominator,
          (source.height + denominator - 1) / denominator};
}

bool Serves(const Size& decoded, const Size& source, const Scale& need) {
  return decoded.width * need.denominator >= 2 * need.numerator * source.width &&
         decoded.height * need.denominator >= 2 * need.numerator * source.height;
}

uint32_t DecodeDenominator(const Recipe& recipe, const Size& source) {
  Scale need = {0, 1};
  for (const Derivative& derivative : recipe.derivatives) {
    need = std::max(need, DecodeNeed(derivative, source));
  }
  for (const uint32_t denominator : {8U, 4U, 2U}) {
    if (Serves(DecodedSize(source, denominator), source, need)) return denominator;
  }
  return 1;
}

// The smallest whole frame in the same colours before `child` that is at least twice its size, or
// null. A frame that is not smaller than the source has no advantage over the decoded picture, and
// may be enlarged.
const Target* ParentOf(const Target& child, const std::vector<Target>& targets,
                       const Recipe& recipe) {
  const Target* parent = nullptr;
  for (const Target& candidate : targets) {
    if (HalfOf(candidate.geometry.scale) < child.geometry.scale) break;
    const Derivative& derivative = recipe.derivatives[candidate.derivative];
    if (derivative.fit != Fit::kInside) continue;
    if (derivative.colour != recipe.derivatives[child.derivative].colour) continue;
    if (!(candidate.geometry.scale < Scale{1, 1})) continue;
    // Among equal ones the first in canonical order, which compares everything that decides pixels
    // first.
    if (parent == nullptr || candidate.geometry.scale < parent->geometry.scale) parent = &candidate;
  }
  return parent;
}

// The crop of the source, as a crop of a picture that shows the whole source at another size.
CropBox Transferred(const CropBox& crop, const Size& source, const Size& picture) {
  const auto source_width = static_cast<double>(source.width);
  const auto source_height = static_cast<double>(source.height);
  const auto width = static_cast<double>(picture.width);
  const auto height = static_cast<double>(picture.height);
  CropBox box;
  box.left = std::min(crop.left * width / source_width, width);
  box.top = std::min(crop.top * height / source_height, height);
  // Rounding must not let the box end slightly outside.
  box.width = std::min(crop.width * width / source_width, width - box.left);
  box.height = std::min(crop.height * height / source_height, height - box.top);
  return box;
}

DeriveStep MakeStep(const Target& target, const Target* parent, const Size& source,
                    const Size& decoded) {
  const TargetGeometry& geometry = target.geometry;
  DeriveStep step;
  step.derivative = target.derivative;
  if (parent != nullptr) step.parent = parent->derivative;
  step.crop =
      Transferred(geometry.crop, source, parent != nullptr ? parent->geometry.picture : decoded);
  step.width = static_cast<uint32_t>(geometry.picture.width);
  step.height = static_cast<uint32_t>(geometry.picture.height);
  step.canvas_width = static_cast<uint32_t>(geometry.canvas.width);
  step.canvas_height = static_cast<uint32_t>(geometry.canvas.height);
  step.canvas_left = static_cast<uint32_t>(geometry.canvas_left);
  step.canvas_top = static_cast<uint32_t>(geometry.canvas_top);
  return step;
}

}  // namespace

DerivePlan MakeDerivePlan(const Recipe& recipe, const SourceShape& source) {
  PHOTOMILL_CHECK(source.width >= 1 && source.width <= kPlanSideMax);
  PHOTOMILL_CHECK(source.height >= 1 && source.height <= kPlanSideMax);
  const Size upright = UprightSize(source);
  const Size shown = ShownSize(source, upright);
  DerivePlan plan;
  if (source.scaled_decode) plan.decode_denominator = DecodeDenominator(recipe, shown);
  const Size decoded = DecodedSize(upright, plan.decode_denominator);
  plan.decoded_width = static_cast<uint32_t>(decoded.width);
  plan.decoded_height = static_cast<uint32_t>(decoded.height);
  const std::vector<Target> targets = SortedTargets(recipe, shown);
  plan.steps.reserve(targets.size());
  for (const Target& target : targets) {
    plan.steps.push_back(MakeStep(target, ParentOf(target, targets, recipe), shown, decoded));
  }
  return plan;
}

std::vector<DeriveStep> NeededSteps(const DerivePlan& plan, DerivativeSet wanted) {
  // Children come after their parents, so in reverse order each step is seen before its parent.
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    if (wanted.Has(step->derivative) && step->parent.has_value()) wanted.Add(*step->parent);
  }
  std::vector<DeriveStep> needed;
  for (const DeriveStep& step : plan.steps) {
    if (wanted.Has(step.derivative)) needed.push_back(step);
  }
  return needed;
}

}  // namespace photomill
