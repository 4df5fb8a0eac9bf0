#include "common/model/source_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using testing::HasSubstr;

TEST(SourceRulesTest, ParsesWordsInAnyOrder) {
  const Result<FormatSet> formats = ParseFormats({"png", "jpeg", "png"});
  ASSERT_TRUE(formats.ok());
  EXPECT_EQ(*formats, (FormatSet{PictureFormat::kJpeg, PictureFormat::kPng}));
}

TEST(SourceRulesTest, RefusesWhatIsNotRead) {
  for (const std::string word : {"jpg", "JPEG", "svg", "\x1b[31m"}) {
    const Result<FormatSet> formats = ParseFormats({"jpeg", word});
    ASSERT_FALSE(formats.ok()) << word;
    EXPECT_THAT(formats.failure().detail, HasSubstr("jpeg, png"));
    EXPECT_EQ(formats.failure().detail.find('\x1b'), std::string::npos);
  }
  EXPECT_THAT(ParseFormats({}).failure().detail, HasSubstr("no format is given"));
}

TEST(SourceRulesTest, WithoutAWordEverythingThatIsDecodedIsTaken) {
  EXPECT_EQ(SourceRules().formats, kDecodedFormats);
}

TEST(SourceRulesTest, LimitsAreLoweredAndRaised) {
  const SizeLimits without;
  EXPECT_EQ(*MakeSizeLimits({0, 0, 0, 0, 0}), without);
  EXPECT_EQ(*MakeSizeLimits({100, 0, 2'000'000'000, 0, 5000}),
            (SizeLimits{100, without.height, 2'000'000'000, 2'000'000'000, 5000}))
      << "a single image is also all frames together";
  EXPECT_EQ(MakeSizeLimits({0, 0, 2'000'000'000, 1000, 0})->frame_pixels, 1000U);
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    SizeLimits asked = kSizeLimitsMost;
    EXPECT_EQ(*MakeSizeLimits(asked), kSizeLimitsMost);
    EXPECT_GT(asked.*flag.limit, without.*flag.limit);
    asked.*flag.limit += 1;
    const Result<SizeLimits> refused = MakeSizeLimits(asked);
    ASSERT_FALSE(refused.ok()) << flag.name;
    EXPECT_THAT(
        refused.failure().detail,
        testing::AllOf(HasSubstr("--" + std::string(flag.name) + "="),
                       HasSubstr("more than " + std::to_string(kSizeLimitsMost.*flag.limit))));
  }
}

}  // namespace
}  // namespace photomill
