// The last column and row of a small size that is made from a JPEG decoded at a scale, compared
// with those of a full decode.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tests/golden/golden.h"
#include "worker/image/pixels/ycc.h"

namespace photomill {

// The mean colour of the last column or row.
inline std::array<double, 3> MeanOfLast(bool column, const Picture& picture) {
  const uint32_t count = column ? picture.height : picture.width;
  std::array<double, 3> mean{};
  for (uint32_t i = 0; i < count; ++i) {
    const Colour colour =
        column ? At(picture, picture.width - 1, i) : At(picture, i, picture.height - 1);
    for (size_t k = 0; k < 3; ++k) mean[k] += static_cast<double>(colour[k]) / count;
  }
  return mean;
}

// The largest difference of a channel's mean in the last column or row, in levels, for an output
// within a square box; the full image is turned into RGB before it is reduced, as by others. 0 if
// the output is made from a full decode anyway.
inline double DifferenceAtSmallEdges(const std::string& jpeg, uint32_t box) {
  const Result<PictureHeader> header = ReadPictureHeader(jpeg, PictureLimits{});
  EXPECT_TRUE(header.ok());
  Recipe recipe;
  recipe.derivatives = {WrittenAs(OutputFormat::kPng)};
  recipe.derivatives[0].width = recipe.derivatives[0].height = box;
  recipe.derivatives[0].key = "{name}";
  const auto small = [&](bool scaled) {
    const DerivePlan plan = MakeDerivePlan(recipe, {header->width, header->height, 1, scaled});
    Result<DecodedPicture> decoded = DecodePicture(jpeg, *header, plan.decode_denominator);
    EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
    const Picture picture =
        scaled ? std::move(decoded->picture) : *ToRgb(std::move(decoded->picture));
    DecodedPicture derived;
    derived.picture = *DerivePicture(picture, 1, plan.steps[0], recipe.derivatives[0]);
    return test::AsShown(std::move(derived));
  };
  const DerivePlan plan = MakeDerivePlan(recipe, {header->width, header->height, 1, true});
  if (plan.decode_denominator == 1) return 0;
  const Picture ours = small(true);
  const Picture right = small(false);
  double largest = 0;
  for (const bool column : {false, true}) {
    const std::array<double, 3> mean = MeanOfLast(column, ours);
    const std::array<double, 3> wanted = MeanOfLast(column, right);
    for (size_t i = 0; i < 3; ++i) largest = std::max(largest, std::abs(mean[i] - wanted[i]));
  }
  return largest;
}

}  // namespace photomill
