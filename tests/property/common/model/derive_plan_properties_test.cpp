// Properties of the derive plan for every recipe and every source.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/base/random.h"
#include "common/model/derive_plan.h"

namespace photomill {
namespace {

// Few different sizes, so that equal, double and half sizes are frequent.
uint32_t ArbitrarySide(Random& random) {
  static constexpr uint32_t kSides[] = {1,   2,   3,   50,  99,  100,  101,
                                        200, 201, 400, 800, 801, 1600, 3200};
  if (random.Below(4) != 0) return kSides[random.Below(std::size(kSides))];
  return static_cast<uint32_t>(1 + random.Below(5000));
}

Derivative ArbitraryDerivative(Random& random) {
  Derivative derivative;
  derivative.fit = random.Below(2) == 0 ? Fit::kInside : static_cast<Fit>(random.Below(4));
  derivative.width = ArbitrarySide(random);
  derivative.height = random.Below(2) == 0 ? derivative.width : ArbitrarySide(random);
  if (derivative.fit == Fit::kInside && random.Below(4) == 0) {
    (random.Below(2) == 0 ? derivative.width : derivative.height) = 0;
    if (random.Below(4) == 0) derivative.width = derivative.height = 0;
  }
  derivative.enlarge = random.Below(4) == 0 && !IsFullSize(derivative);
  derivative.gravity = static_cast<Gravity>(random.Below(9));
  return derivative;
}

void NameAll(Recipe& recipe, size_t from) {
  for (size_t i = from; i < recipe.derivatives.size(); ++i) {
    recipe.derivatives[i].name = "d" + std::to_string(i);
    recipe.derivatives[i].key = recipe.derivatives[i].name + "/{name}";
  }
}

Recipe ArbitraryRecipe(Random& random) {
  Recipe recipe;
  const uint64_t count = 1 + random.Below(5);
  for (uint64_t i = 0; i < count; ++i) recipe.derivatives.push_back(ArbitraryDerivative(random));
  NameAll(recipe, 0);
  return recipe;
}

// Sizes near the multiples of the recipe's own boxes, where decisions change, or any size.
uint32_t ArbitrarySourceSide(Random& random, const Recipe& recipe) {
  if (random.Below(3) == 0) return static_cast<uint32_t>(1 + random.Below(20'000));
  if (random.Below(8) == 0) return static_cast<uint32_t>(1 + random.Below(8));
  const Derivative& derivative = recipe.derivatives[random.Below(recipe.derivatives.size())];
  const uint64_t side = random.Below(2) == 0 ? derivative.width : derivative.height;
  static constexpr uint64_t kTimes[] = {1, 2, 3, 4, 7, 8, 16, 32};
  const uint64_t near = side * kTimes[random.Below(std::size(kTimes))] + random.Below(3);
  return static_cast<uint32_t>(std::clamp<uint64_t>(near, 1, 65500));
}

SourceShape ArbitraryShape(Random& random, const Recipe& recipe) {
  SourceShape shape;
  shape.width = ArbitrarySourceSide(random, recipe);
  shape.height = ArbitrarySourceSide(random, recipe);
  shape.orientation = static_cast<Orientation>(1 + random.Below(8));
  shape.scaled_decode = random.Below(4) != 0;
  return shape;
}

// RapidCheck provides the seeds, and prints the one that fails.
Random SeededRandom() {
  return Random(*rc::gen::arbitrary<uint64_t>());
}

struct Upright {
  double width;
  double height;
};
Upright UprightOf(const SourceShape& shape) {
  const bool swapped = SwapsSides(shape.orientation);
  return {static_cast<double>(swapped ? shape.height : shape.width),
          static_cast<double>(swapped ? shape.width : shape.height)};
}

Upright ParentSize(const DerivePlan& plan, const DeriveStep& step) {
  if (!step.parent.has_value()) {
    return {static_cast<double>(plan.decoded_width), static_cast<double>(plan.decoded_height)};
  }
  for (const DeriveStep& other : plan.steps) {
    if (other.derivative == *step.parent) {
      return {static_cast<double>(other.width), static_cast<double>(other.height)};
    }
  }
  RC_FAIL("a parent that is no step");
}

template <typename Check>
void ForEveryStep(Check check) {
  Random random = SeededRandom();
  const Recipe recipe = ArbitraryRecipe(random);
  for (int i = 0; i < 20; ++i) {
    const SourceShape shape = ArbitraryShape(random, recipe);
    const DerivePlan plan = MakeDerivePlan(recipe, shape);
    RC_ASSERT(plan.steps.size() == recipe.derivatives.size());
    for (const DeriveStep& step : plan.steps) {
      check(recipe.derivatives[step.derivative], shape, plan, step);
    }
  }
}

RC_GTEST_PROP(DerivePlanProperties, OutputsFitTheBox, ()) {
  ForEveryStep(
      [](const Derivative& d, const SourceShape&, const DerivePlan&, const DeriveStep& step) {
        RC_ASSERT(step.width >= 1 && step.height >= 1);
        RC_ASSERT(d.width == 0 || step.canvas_width <= d.width);
        RC_ASSERT(d.height == 0 || step.canvas_height <= d.height);
        RC_ASSERT(step.canvas_left + step.width <= step.canvas_width);
        RC_ASSERT(step.canvas_top + step.height <= step.canvas_height);
        if (d.fit == Fit::kContain) {
          RC_ASSERT(step.canvas_width == d.width && step.canvas_height == d.height);
        } else {
          RC_ASSERT(step.canvas_width == step.width && step.canvas_height == step.height);
        }
        if (d.enlarge && d.fit != Fit::kInside) {
          RC_ASSERT(step.canvas_width == d.width && step.canvas_height == d.height);
        }
      });
}

RC_GTEST_PROP(DerivePlanProperties, NothingIsEnlargedUnasked, ()) {
  ForEveryStep([](const Derivative& d, const SourceShape& shape, const DerivePlan& plan,
                  const DeriveStep& step) {
    if (d.enlarge) return;
    const Upright source = UprightOf(shape);
    RC_ASSERT(step.width <= source.width && step.height <= source.height);
    // Nor larger than its parent; width and height are at least one pixel.
    const Upright parent = ParentSize(plan, step);
    RC_ASSERT(step.width <= std::max(1.0, step.crop.width + 0.5) || parent.width <= 1);
    RC_ASSERT(step.height <= std::max(1.0, step.crop.height + 0.5) || parent.height <= 1);
  });
}

RC_GTEST_PROP(DerivePlanProperties, CropsLieWithinTheParent, ()) {
  ForEveryStep(
      [](const Derivative&, const SourceShape&, const DerivePlan& plan, const DeriveStep& step) {
        const Upright parent = ParentSize(plan, step);
        RC_ASSERT(step.crop.left >= 0 && step.crop.top >= 0);
        RC_ASSERT(step.crop.width > 0 && step.crop.height > 0);
        RC_ASSERT(step.crop.left + step.crop.width <= parent.width);
        RC_ASSERT(step.crop.top + step.crop.height <= parent.height);
      });
}

RC_GTEST_PROP(DerivePlanProperties, ProportionsAreKeptWithinAPixel, ()) {
  ForEveryStep([](const Derivative& d, const SourceShape& shape, const DerivePlan& plan,
                  const DeriveStep& step) {
    if (d.fit == Fit::kFill) return;
    // The crop, in px of the source.
    const Upright source = UprightOf(shape);
    const Upright parent = ParentSize(plan, step);
    const double width = step.crop.width * source.width / parent.width;
    const double height = step.crop.height * source.height / parent.height;
    const double scale = std::max(step.width / width, step.height / height);
    RC_ASSERT(std::abs(width * scale - step.width) <= std::max(1.0, scale) + 1e-6 ||
              std::abs(height * scale - step.height) <= std::max(1.0, scale) + 1e-6);
    const double low = std::min(step.width / width, step.height / height);
    RC_ASSERT(width * low <= step.width + 1 && height * low <= step.height + 1);
  });
}

RC_GTEST_PROP(DerivePlanProperties, WhatAStepIsMadeFromIsLargeEnough, ()) {
  ForEveryStep(
      [](const Derivative&, const SourceShape&, const DerivePlan& plan, const DeriveStep& step) {
        if (!step.parent.has_value() && plan.decode_denominator == 1) return;  // no more available
        // Half a pixel of rounding on each side.
        RC_ASSERT(step.crop.width + 1.5 >= 2.0 * step.width || step.width == 1);
        RC_ASSERT(step.crop.height + 1.5 >= 2.0 * step.height || step.height == 1);
      });
}

RC_GTEST_PROP(DerivePlanProperties, ParentsStandBeforeTheirChildren, ()) {
  Random random = SeededRandom();
  const Recipe recipe = ArbitraryRecipe(random);
  const DerivePlan plan = MakeDerivePlan(recipe, ArbitraryShape(random, recipe));
  DerivativeSet made;
  for (const DeriveStep& step : plan.steps) {
    RC_ASSERT(!step.parent.has_value() || made.Has(*step.parent));
    RC_ASSERT(!made.Has(step.derivative));
    made.Add(step.derivative);
  }
}

RC_GTEST_PROP(DerivePlanProperties, TheOrderOfTheRecipeChangesNothing, ()) {
  Random random = SeededRandom();
  const Recipe recipe = ArbitraryRecipe(random);
  std::vector<size_t> from(recipe.derivatives.size());  // the shuffled recipe's indices
  std::iota(from.begin(), from.end(), size_t{0});
  for (size_t i = from.size(); i > 1; --i) std::swap(from[i - 1], from[random.Below(i)]);
  Recipe shuffled;
  for (const size_t index : from) shuffled.derivatives.push_back(recipe.derivatives[index]);
  RC_ASSERT(DigestOf(shuffled) == DigestOf(recipe));
  RC_ASSERT(InCanonicalOrder(shuffled) == InCanonicalOrder(recipe));
  for (size_t i = 0; i < from.size(); ++i) {
    RC_ASSERT(DerivativeDigest(shuffled, i) == DerivativeDigest(recipe, from[i]));
  }
  for (int i = 0; i < 20; ++i) {
    const SourceShape shape = ArbitraryShape(random, recipe);
    const DerivePlan plan = MakeDerivePlan(recipe, shape);
    DerivePlan other = MakeDerivePlan(shuffled, shape);
    RC_ASSERT(other.decode_denominator == plan.decode_denominator);
    for (DeriveStep& step : other.steps) {
      step.derivative = from[step.derivative];
      if (step.parent.has_value()) step.parent = from[*step.parent];
    }
    RC_ASSERT(other.steps == plan.steps);
  }
}

RC_GTEST_PROP(DerivePlanProperties, APartOfTheStepsIsThatOfTheWholePlan, ()) {
  Random random = SeededRandom();
  const Recipe recipe = ArbitraryRecipe(random);
  const DerivePlan plan = MakeDerivePlan(recipe, ArbitraryShape(random, recipe));
  const DerivativeSet wanted = {static_cast<uint32_t>(random.Next()) & AllOf(recipe).bits};
  const std::vector<DeriveStep> steps = NeededSteps(plan, wanted);
  DerivativeSet made;
  auto whole = plan.steps.begin();
  for (const DeriveStep& step : steps) {
    whole = std::find(whole, plan.steps.end(), step);  // identical, in the same order
    RC_ASSERT(whole != plan.steps.end());
    RC_ASSERT(!step.parent.has_value() || made.Has(*step.parent));
    made.Add(step.derivative);
  }
  RC_ASSERT((made.bits & wanted.bits) == wanted.bits);
}

// --- The digest
// -----------------------------------------------------------------------------------

// Everything that determines a derivative's pixels for one source: the decoding, and the geometry
// of every step from the decoded image to it.
struct Making {
  uint32_t denominator = 0;
  std::vector<DeriveStep> chain;  // without indices
  bool operator==(const Making&) const = default;
};

Making MakingOf(const Recipe& recipe, size_t index, const SourceShape& shape) {
  const DerivePlan plan = MakeDerivePlan(recipe, shape);
  Making making = {plan.decode_denominator, {}};
  std::optional<size_t> next = index;
  while (next.has_value()) {
    const auto step = std::find_if(plan.steps.begin(), plan.steps.end(),
                                   [&](const DeriveStep& s) { return s.derivative == *next; });
    next = step->parent;
    making.chain.push_back(*step);
    making.chain.back().derivative = 0;
    making.chain.back().parent.reset();
  }
  return making;
}

// Changes, adds or removes one derivative, or changes one or two fields of one.
Recipe Mutated(Recipe recipe, Random& random) {
  const size_t index = random.Below(recipe.derivatives.size());
  Derivative& derivative = recipe.derivatives[index];
  switch (random.Below(4)) {
    case 0: {
      Derivative other = ArbitraryDerivative(random);
      other.name = derivative.name;
      other.key = derivative.key;
      derivative = other;
      break;
    }
    case 1:
      recipe.derivatives.push_back(ArbitraryDerivative(random));
      NameAll(recipe, recipe.derivatives.size() - 1);
      break;
    case 2:
      if (recipe.derivatives.size() > 1) {
        recipe.derivatives.erase(recipe.derivatives.begin() + static_cast<std::ptrdiff_t>(index));
      }
      break;
    default:
      if (derivative.width != 0) derivative.width = ArbitrarySide(random);
      if (derivative.height != 0) derivative.height = ArbitrarySide(random);
      break;
  }
  return recipe;
}

RC_GTEST_PROP(DigestProperties, WhereItIsUnchangedSoIsTheMakingForEverySource, ()) {
  Random random = SeededRandom();
  for (int round = 0; round < 10; ++round) {
    const Recipe before = ArbitraryRecipe(random);
    const Recipe after = Mutated(before, random);
    std::map<std::string, size_t> by_key;
    for (size_t i = 0; i < before.derivatives.size(); ++i) by_key[before.derivatives[i].key] = i;
    for (size_t i = 0; i < after.derivatives.size(); ++i) {
      const auto same = by_key.find(after.derivatives[i].key);
      if (same == by_key.end()) continue;
      if (DerivativeDigest(before, same->second) != DerivativeDigest(after, i)) continue;
      for (int shot = 0; shot < 40; ++shot) {
        const SourceShape shape = ArbitraryShape(random, shot % 2 == 0 ? before : after);
        RC_ASSERT(MakingOf(before, same->second, shape) == MakingOf(after, i, shape));
      }
    }
  }
}

// The converse: when the digest reports a change, the pixels do change for some source, except in a
// few cases. Here: a smaller box of a whole-frame recipe never affects a larger one.
RC_GTEST_PROP(DigestProperties, ASmallerBoxDoesNotConcernALargerOne, ()) {
  Random random = SeededRandom();
  Recipe recipe;
  Derivative large = ArbitraryDerivative(random);
  large.fit = Fit::kInside;
  large.width = std::max(2U, ArbitrarySide(random));
  large.height = std::max(2U, ArbitrarySide(random));
  Derivative small = ArbitraryDerivative(random);
  const bool whole_frame = small.fit == Fit::kInside || small.fit == Fit::kContain;
  const uint32_t share = whole_frame ? 1 : 2;  // a cropped one if it is at most half the box
  small.width = static_cast<uint32_t>(1 + random.Below(large.width / share));
  small.height = static_cast<uint32_t>(1 + random.Below(large.height / share));
  recipe.derivatives = {large, small};
  NameAll(recipe, 0);
  Recipe alone = recipe;
  alone.derivatives.pop_back();
  RC_ASSERT(DerivativeDigest(recipe, 0) == DerivativeDigest(alone, 0));
}

}  // namespace
}  // namespace photomill
