// Figures calculated by hand.
#include "common/model/derive_plan.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

Derivative Make(Fit fit, uint32_t width, uint32_t height) {
  Derivative derivative;
  derivative.fit = fit;
  derivative.width = width;
  derivative.height = height;
  return derivative;
}

Recipe RecipeOf(std::vector<Derivative> derivatives) {
  for (size_t i = 0; i < derivatives.size(); ++i) {
    derivatives[i].name = "d" + std::to_string(i);
    derivatives[i].key = derivatives[i].name + "/{name}";
  }
  return {std::move(derivatives)};
}

SourceShape Jpeg(uint32_t width, uint32_t height, Orientation orientation = 1) {
  return {width, height, orientation, true};
}
SourceShape Png(uint32_t width, uint32_t height) {
  return {width, height, 1, false};
}

// The only step of a recipe with one derivative, from a source without scaled decoding.
DeriveStep Single(const Derivative& derivative, uint32_t width, uint32_t height) {
  const DerivePlan plan = MakeDerivePlan(RecipeOf({derivative}), Png(width, height));
  EXPECT_EQ(plan.steps.size(), 1U);
  return plan.steps[0];
}

std::vector<size_t> Order(const std::vector<DeriveStep>& steps) {
  std::vector<size_t> order;
  order.reserve(steps.size());
  for (const DeriveStep& step : steps) order.push_back(step.derivative);
  return order;
}

void ExpectCrop(const CropBox& crop, double left, double top, double width, double height) {
  EXPECT_DOUBLE_EQ(crop.left, left);
  EXPECT_DOUBLE_EQ(crop.top, top);
  EXPECT_DOUBLE_EQ(crop.width, width);
  EXPECT_DOUBLE_EQ(crop.height, height);
}

void ExpectSize(const DeriveStep& step, uint32_t width, uint32_t height) {
  EXPECT_EQ(step.width, width);
  EXPECT_EQ(step.height, height);
}

// --- The default recipe
// ---------------------------------------------------------------------------

TEST(DefaultPlan, OfACameraPicture) {
  const DerivePlan plan = MakeDerivePlan(DefaultRecipe(), Jpeg(6000, 4000));
  EXPECT_EQ(plan.decode_denominator, 1U) << "3000 px are less than twice 2048";
  EXPECT_EQ(plan.decoded_width, 6000U);
  EXPECT_EQ(plan.decoded_height, 4000U);
  ASSERT_EQ(plan.steps.size(), 2U);
  const DeriveStep& photo = plan.steps[0];
  EXPECT_EQ(photo.derivative, 0U);
  EXPECT_FALSE(photo.parent.has_value());
  ExpectSize(photo, 2048, 1365);  // 4000 * 2048 / 6000 = 1365.33
  ExpectCrop(photo.crop, 0, 0, 6000, 4000);
  const DeriveStep& thumb = plan.steps[1];
  EXPECT_EQ(thumb.derivative, 1U);
  EXPECT_EQ(thumb.parent, 0U);
  ExpectSize(thumb, 320, 320);
  // The square of 4000 px at 1000 in the source, on the photo's 2048 x 1365.
  ExpectCrop(thumb.crop, 1000.0 * 2048 / 6000, 0, 4000.0 * 2048 / 6000, 1365);
}

TEST(DefaultPlan, OfAVeryLargePictureDecodesAtHalf) {
  const DerivePlan plan = MakeDerivePlan(DefaultRecipe(), Jpeg(12001, 8000));
  EXPECT_EQ(plan.decode_denominator, 2U);
  EXPECT_EQ(plan.decoded_width, 6001U) << "libjpeg rounds up";
  EXPECT_EQ(plan.decoded_height, 4000U);
  ExpectCrop(plan.steps[0].crop, 0, 0, 6001, 4000);
  EXPECT_EQ(MakeDerivePlan(DefaultRecipe(), Png(12001, 8000)).decode_denominator, 1U);
}

TEST(DefaultPlan, OfAPictureOnItsSideSwapsTheSides) {
  const DerivePlan turned = MakeDerivePlan(DefaultRecipe(), Jpeg(4000, 6000, 6));
  const DerivePlan upright = MakeDerivePlan(DefaultRecipe(), Jpeg(6000, 4000));
  EXPECT_EQ(turned.decoded_width, 6000U);
  EXPECT_EQ(turned.steps, upright.steps);
  EXPECT_EQ(MakeDerivePlan(DefaultRecipe(), Jpeg(6000, 4000, 4)).steps, upright.steps)
      << "2 to 4 keep width and height";
}

TEST(DefaultPlan, OfASmallPictureEnlargesNothing) {
  const DerivePlan plan = MakeDerivePlan(DefaultRecipe(), Jpeg(300, 200));
  EXPECT_EQ(plan.decode_denominator, 1U);
  ExpectSize(plan.steps[0], 300, 200);
  const DeriveStep& thumb = plan.steps[1];
  EXPECT_FALSE(thumb.parent.has_value());
  ExpectSize(thumb, 200, 200);
  ExpectCrop(thumb.crop, 50, 0, 200, 200);
}

TEST(DefaultPlan, OfOnePixel) {
  const DerivePlan plan = MakeDerivePlan(DefaultRecipe(), Jpeg(1, 1));
  for (const DeriveStep& step : plan.steps) ExpectSize(step, 1, 1);
}

TEST(DefaultPlan, OfALongPanoramaTakesTheThumbFromTheSource) {
  const DerivePlan plan = MakeDerivePlan(DefaultRecipe(), Jpeg(20000, 1000));
  EXPECT_EQ(plan.decode_denominator, 1U) << "the thumb needs 640 of its 1000 rows";
  ASSERT_EQ(Order(plan.steps), (std::vector<size_t>{1, 0})) << "the thumb is the larger scale";
  ExpectSize(plan.steps[0], 320, 320);
  ExpectCrop(plan.steps[0].crop, 9500, 0, 1000, 1000);
  ExpectSize(plan.steps[1], 2048, 102);
  EXPECT_FALSE(plan.steps[0].parent.has_value());
  EXPECT_FALSE(plan.steps[1].parent.has_value());
}

// --- Fits
// -----------------------------------------------------------------------------------------

TEST(Inside, AFreeSideDoesNotBound) {
  ExpectSize(Single(Make(Fit::kInside, 100, 0), 400, 4000), 100, 1000);
  ExpectSize(Single(Make(Fit::kInside, 0, 100), 4000, 400), 1000, 100);
  ExpectSize(Single(Make(Fit::kInside, 100, 100), 400, 4000), 10, 100);
}

TEST(Inside, WithBothSidesFreeIsTheWholeSource) {
  for (const auto& [width, height] : {std::pair{6000U, 4000U}, {1U, 65500U}, {1U, 1U}}) {
    const DeriveStep step = Single(Make(Fit::kInside, 0, 0), width, height);
    ExpectSize(step, width, height);
    EXPECT_EQ(step.canvas_width, width);
    EXPECT_EQ(step.canvas_height, height);
    ExpectCrop(step.crop, 0, 0, width, height);
  }
}

TEST(Inside, RoundsHalfUpAndKeepsAPixel) {
  ExpectSize(Single(Make(Fit::kInside, 100, 100), 1000, 725), 100, 73);  // 72.5
  ExpectSize(Single(Make(Fit::kInside, 100, 100), 1000, 724), 100, 72);
  ExpectSize(Single(Make(Fit::kInside, 100, 100), 10000, 3), 100, 1);
}

TEST(Inside, EnlargesOnlyWhereAsked) {
  Derivative box = Make(Fit::kInside, 100, 100);
  ExpectSize(Single(box, 50, 20), 50, 20);
  box.enlarge = true;
  ExpectSize(Single(box, 50, 20), 100, 40);
}

TEST(Inside, EnlargingAThinPictureEndsAtTheLongestSide) {
  Derivative box = Make(Fit::kInside, 1000, 0);
  box.enlarge = true;
  ExpectSize(Single(box, 10, 6550), 100, 65500);
}

TEST(Cover, CropsByGravity) {
  Derivative box = Make(Fit::kCover, 100, 50);
  const auto crop = [&](Gravity gravity) {
    box.gravity = gravity;
    return Single(box, 400, 300).crop;  // 400 x 200 of it
  };
  ExpectCrop(crop(Gravity::kCenter), 0, 50, 400, 200);
  ExpectCrop(crop(Gravity::kNorth), 0, 0, 400, 200);
  ExpectCrop(crop(Gravity::kSouthEast), 0, 100, 400, 200);
  ExpectCrop(crop(Gravity::kWest), 0, 50, 400, 200);
  box.width = 50;
  box.height = 100;  // 150 x 300 of it
  ExpectCrop(crop(Gravity::kCenter), 125, 0, 150, 300);
  ExpectCrop(crop(Gravity::kSouthEast), 250, 0, 150, 300);
  ExpectCrop(crop(Gravity::kNorthWest), 0, 0, 150, 300);
}

TEST(Cover, OfASmallerPictureKeepsTheProportions) {
  const Derivative box = Make(Fit::kCover, 160, 90);
  ExpectSize(Single(box, 80, 200), 80, 45);
  ExpectCrop(Single(box, 80, 200).crop, 0, 77, 80, 45);  // whole px: (200 - 45) / 2 = 77.5
  ExpectSize(Single(box, 1000, 45), 80, 45);
}

TEST(Cover, EnlargesOnlyWhereAsked) {
  Derivative box = Make(Fit::kCover, 160, 90);
  box.enlarge = true;
  const DeriveStep step = Single(box, 80, 200);
  ExpectSize(step, 160, 90);
  ExpectCrop(step.crop, 0, 77.5, 80, 45);
}

TEST(Contain, PadsToTheBox) {
  Derivative box = Make(Fit::kContain, 200, 100);
  const DeriveStep step = Single(box, 1000, 1000);
  ExpectSize(step, 100, 100);
  EXPECT_EQ(step.canvas_width, 200U);
  EXPECT_EQ(step.canvas_height, 100U);
  EXPECT_EQ(step.canvas_left, 50U);
  EXPECT_EQ(step.canvas_top, 0U);
  box.gravity = Gravity::kSouthEast;
  const DeriveStep small = Single(box, 20, 10);
  ExpectSize(small, 20, 10);
  EXPECT_EQ(small.canvas_left, 180U);
  EXPECT_EQ(small.canvas_top, 90U);
}

TEST(Fill, IsTheBoxWithinTheSource) {
  Derivative box = Make(Fit::kFill, 200, 100);
  ExpectSize(Single(box, 1000, 1000), 200, 100);
  ExpectSize(Single(box, 150, 1000), 150, 100);
  box.enlarge = true;
  ExpectSize(Single(box, 150, 50), 200, 100);
}

// --- Parents
// --------------------------------------------------------------------------------------

TEST(Parents, AreTheSmallestOnesOfTwiceTheSize) {
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 160, 160), Make(Fit::kInside, 1600, 1600),
                                  Make(Fit::kInside, 400, 400), Make(Fit::kInside, 800, 800)});
  const DerivePlan plan = MakeDerivePlan(recipe, Png(4000, 3000));
  EXPECT_EQ(Order(plan.steps), (std::vector<size_t>{1, 3, 2, 0}));
  EXPECT_FALSE(plan.steps[0].parent.has_value());
  EXPECT_EQ(plan.steps[1].parent, 1U) << "1600 is exactly twice 800";
  EXPECT_EQ(plan.steps[2].parent, 3U);
  EXPECT_EQ(plan.steps[3].parent, 2U);
  ExpectCrop(plan.steps[3].crop, 0, 0, 400, 300);
}

TEST(Parents, AreNotLessThanTwiceTheSize) {
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 799, 799), Make(Fit::kInside, 400, 400)});
  EXPECT_FALSE(MakeDerivePlan(recipe, Png(4000, 3000)).steps[1].parent.has_value());
}

TEST(Parents, AreWholeFramesOnly) {
  const Recipe recipe = RecipeOf({Make(Fit::kCover, 1600, 1600), Make(Fit::kContain, 1600, 1600),
                                  Make(Fit::kFill, 1600, 1600), Make(Fit::kInside, 400, 400)});
  EXPECT_FALSE(MakeDerivePlan(recipe, Png(4000, 3000)).steps[3].parent.has_value());
}

TEST(Parents, AreNeverEnlargedNorTheSourceItself) {
  Derivative large = Make(Fit::kInside, 1600, 1600);
  large.enlarge = true;
  const Recipe recipe = RecipeOf({large, Make(Fit::kInside, 100, 100)});
  EXPECT_FALSE(MakeDerivePlan(recipe, Png(800, 600)).steps[1].parent.has_value());
  EXPECT_FALSE(MakeDerivePlan(recipe, Png(1600, 1200)).steps[1].parent.has_value());
  EXPECT_EQ(MakeDerivePlan(recipe, Png(1700, 1200)).steps[1].parent, 0U);
}

TEST(Parents, AreNotOfFullSize) {
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 0, 0), Make(Fit::kInside, 1600, 1600),
                                  Make(Fit::kInside, 800, 800), Make(Fit::kCover, 100, 100)});
  const DerivePlan plan = MakeDerivePlan(recipe, Jpeg(16000, 12000));
  EXPECT_EQ(Order(plan.steps), (std::vector<size_t>{0, 1, 2, 3}));
  EXPECT_FALSE(plan.steps[0].parent.has_value());
  EXPECT_FALSE(plan.steps[1].parent.has_value()) << "the decoded picture is as large";
  EXPECT_EQ(plan.steps[2].parent, 1U);
  EXPECT_EQ(plan.steps[3].parent, 2U);
}

TEST(Parents, CropsMustBeServedTwiceOver) {
  // The square is 400 of 3000 rows; an image of 800 px width has 600 rows.
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 800, 800), Make(Fit::kCover, 400, 400)});
  EXPECT_FALSE(MakeDerivePlan(recipe, Png(4000, 3000)).steps[1].parent.has_value());
  EXPECT_EQ(MakeDerivePlan(recipe, Png(3000, 3000)).steps[1].parent, 0U);
}

// --- Decoding
// -------------------------------------------------------------------------------------

TEST(DecodeDenominator, LeavesTwiceTheLargestTarget) {
  const auto denominator = [](uint32_t side, const SourceShape& source) {
    return MakeDerivePlan(RecipeOf({Make(Fit::kInside, side, side)}), source).decode_denominator;
  };
  EXPECT_EQ(denominator(100, Jpeg(1600, 1600)), 8U);
  EXPECT_EQ(denominator(101, Jpeg(1600, 1600)), 4U);
  EXPECT_EQ(denominator(200, Jpeg(1600, 1600)), 4U);
  EXPECT_EQ(denominator(400, Jpeg(1600, 1600)), 2U);
  EXPECT_EQ(denominator(401, Jpeg(1600, 1600)), 1U);
  EXPECT_EQ(denominator(1, Jpeg(1600, 1600)), 8U) << "there is no smaller one";
  EXPECT_EQ(denominator(100, Png(1600, 1600)), 1U);
  EXPECT_EQ(denominator(1024, Jpeg(4096, 2730)), 2U) << "682.5 rows are not 683";
}

TEST(DecodeDenominator, OfFullSizeIsOne) {
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 100, 100), Make(Fit::kInside, 0, 0)});
  const DerivePlan plan = MakeDerivePlan(recipe, Jpeg(65500, 65500, 6));
  EXPECT_EQ(plan.decode_denominator, 1U);
  EXPECT_EQ(plan.decoded_width, 65500U);
}

TEST(DecodeDenominator, ServesCroppedTargets) {
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 100, 100), Make(Fit::kCover, 400, 400)});
  EXPECT_EQ(MakeDerivePlan(recipe, Jpeg(8000, 4000)).decode_denominator, 4U)
      << "1000 of 4000 rows, where the square needs 800";
}

TEST(DecodeDenominator, OfAWholeFrameServesHalfItsBoxAsASquare) {
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 1000, 1000)});
  EXPECT_EQ(MakeDerivePlan(recipe, Jpeg(16000, 8000)).decode_denominator, 8U);
  EXPECT_EQ(MakeDerivePlan(recipe, Jpeg(16000, 7900)).decode_denominator, 4U);
}

// --- A part of the derivatives
// --------------------------------------------------------------------

TEST(NeededSteps, TakesAncestorsAlong) {
  const Recipe recipe = RecipeOf({Make(Fit::kInside, 1600, 1600), Make(Fit::kInside, 800, 800),
                                  Make(Fit::kCover, 300, 300), Make(Fit::kInside, 1500, 1500)});
  const DerivePlan plan = MakeDerivePlan(recipe, Png(4000, 4000));
  DerivativeSet thumb;
  thumb.Add(2);
  EXPECT_EQ(Order(NeededSteps(plan, thumb)), (std::vector<size_t>{0, 1, 2}));
  DerivativeSet other;
  other.Add(3);
  EXPECT_EQ(Order(NeededSteps(plan, other)), (std::vector<size_t>{3}));
  EXPECT_EQ(NeededSteps(plan, AllOf(recipe)), plan.steps);
  EXPECT_TRUE(NeededSteps(plan, {}).empty());
}

// --- Pixels that are not square
// ---------------------------------------------------------------------------

// A fax of 204 x 98 dpi.
SourceShape Fax(Orientation orientation = 1) {
  SourceShape shape = Png(1728, 1100);
  shape.orientation = orientation;
  shape.pixel_ratio = 98.0 / 204;
  return shape;
}

TEST(DerivePlanTest, TheShorterSideGetsMorePixels) {
  const Derivative full = Make(Fit::kInside, 0, 0);
  const DerivePlan plan = MakeDerivePlan(RecipeOf({full}), Fax());
  ExpectSize(plan.steps[0], 1728, 2290);
  ExpectCrop(plan.steps[0].crop, 0, 0, 1728, 1100);
  EXPECT_EQ(plan.decoded_height, 1100U);
  const DerivePlan rotated = MakeDerivePlan(RecipeOf({full}), Fax(6));
  ExpectSize(rotated.steps[0], 2290, 1728);
  ExpectCrop(rotated.steps[0].crop, 0, 0, 1100, 1728);
}

TEST(DerivePlanTest, BoxesAndCropsAreThoseOfTheSquaredPicture) {
  const DerivePlan plan = MakeDerivePlan(
      RecipeOf({Make(Fit::kInside, 1000, 1000), Make(Fit::kCover, 100, 100)}), Fax());
  ExpectSize(plan.steps[0], 755, 1000);
  ExpectSize(plan.steps[1], 100, 100);
  EXPECT_EQ(plan.steps[1].parent, 0U) << "the parent has square pixels";
  EXPECT_NEAR(plan.steps[1].crop.width, plan.steps[1].crop.height, 1);
}

TEST(DerivePlanTest, AScaledDecodeIsAsFineAsTheStoredPicture) {
  SourceShape shape = Jpeg(4000, 2000);
  shape.pixel_ratio = 0.5;
  const DerivePlan plan = MakeDerivePlan(RecipeOf({Make(Fit::kInside, 400, 400)}), shape);
  EXPECT_EQ(plan.decode_denominator, 4U);
  ExpectSize(plan.steps[0], 400, 400);
  ExpectCrop(plan.steps[0].crop, 0, 0, 1000, 500);
}

}  // namespace
}  // namespace photomill
