// The colour profiles that outputs preserve.
#include <gmock/gmock.h>

#include "tests/golden/carried/carried.h"
#include "tests/golden/compare.h"
#include "tests/golden/produced.h"
#include "tests/support/heif_files.h"
#include "tests/support/pictures.h"

namespace photomill {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(CarriedTest, ColoursAreKeptWithTheirProfileInEveryFormat) {
  const std::string icc = test::P3Profile();
  const std::string source = TaggedJpeg(icc);
  for (const OutputFormat format : {OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng}) {
    Derivative keep = Full("keep", format);
    keep.colour = ColourRule::kKeep;
    Derivative converted = Full("srgb", format);
    keep.quality = converted.quality = 95;
    const Produced produced = Produce(source, {{keep, converted}});
    EXPECT_EQ(produced.warning, WarningText());
    const DecodedPicture kept = KeptColours(produced.files[0]);
    EXPECT_EQ(kept.colour.profile == icc, true) << FormatWord(format);
    EXPECT_EQ(KeptColours(produced.files[1]).colour.profile, "") << FormatWord(format);
    // The samples are the source's, and both show the same colours.
    const Picture samples = test::AsShown(KeptColours(source));
    EXPECT_LT(Compare(test::AsShown(kept), samples).mean, 3) << FormatWord(format);
    EXPECT_LT(Compare(Decoded(produced.files[0]), Decoded(produced.files[1])).mean, 4);
  }
}

TEST_F(CarriedTest, WithoutAProfileThereIsNothingToKeep) {
  const std::string broken = TaggedJpeg("no profile at all");
  for (const std::string& source : {test::MakeJpeg(60, 40), test::MakePng(60, 40), broken}) {
    Derivative keep = Full("keep", OutputFormat::kPng);
    keep.colour = ColourRule::kKeep;
    const Produced produced = Produce(source, {{keep, Full("srgb", OutputFormat::kPng)}});
    EXPECT_EQ(produced.files[0] == produced.files[1], true);
    EXPECT_EQ(produced.warning, source == broken ? DamagedProfile() : WarningText());
  }
}

// The segments of a JPEG's profile: number and total.
std::string JpegWithProfileParts(const std::vector<std::pair<int, int>>& numbers) {
  const std::string icc = test::P3Profile();
  std::string segments;
  for (const auto& [number, count] : numbers) {
    const std::string part = icc.substr(0, 100);
    segments += "\xFF\xE2";
    segments += std::string{'\0', static_cast<char>(2 + 14 + part.size())};
    segments += std::string("ICC_PROFILE\0", 12);
    segments += std::string{static_cast<char>(number), static_cast<char>(count)} + part;
  }
  return test::MakeJpeg(60, 40).insert(2, segments);
}

// libjpeg's warning about it looks like one about a damaged image.
TEST_F(CarriedTest, AProfileInPartsThatDoNotFitIsLeftOut) {
  const std::string bare = ProducedOne(test::MakeJpeg(60, 40), Full("a", OutputFormat::kJpeg));
  const std::vector<std::vector<std::pair<int, int>>> broken = {
      {{1, 3}, {3, 3}}, {{1, 2}, {2, 2}, {2, 2}}, {{0, 0}}, {{1, 2}, {2, 3}}};
  for (const auto& numbers : broken) {
    Derivative keep = Full("keep", OutputFormat::kJpeg);
    keep.colour = ColourRule::kKeep;
    const std::string source = JpegWithProfileParts(numbers);
    for (const Derivative& derivative : {keep, Full("srgb", OutputFormat::kJpeg)}) {
      const Produced produced = Produce(source, {{derivative}});
      EXPECT_EQ(produced.warning, DamagedProfile());
      EXPECT_EQ(produced.files[0] == bare, true);
    }
  }
}

// libpng and browsers refuse the profile, and a PNG that contains it.
TEST_F(CarriedTest, AProfileThatOthersRefuseIsNotCarriedAlong) {
  std::string icc = test::P3Profile();
  icc[65] = '\1';  // an invalid rendering intent
  const std::string source = TaggedJpeg(icc);
  Derivative keep = Full("keep", OutputFormat::kPng);
  keep.colour = ColourRule::kKeep;
  const Produced produced = Produce(source, {{keep}});
  EXPECT_EQ(produced.warning, DamagedProfile());
  EXPECT_EQ(produced.files[0] == ProducedOne(source, Full("srgb", OutputFormat::kPng)), true);
}

TEST_F(CarriedTest, WhatStandsBehindAProfilesEndIsNotCarriedAlong) {
  const std::string source = TaggedJpeg(test::P3Profile() + "something private");
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.colour = ColourRule::kKeep;
  keep.quality = 100;
  keep.never_larger = true;
  const Produced produced = Produce(source, {{keep}});
  EXPECT_EQ(produced.warning, WarningText());
  EXPECT_EQ(KeptColours(produced.files[0]).colour.profile == test::P3Profile(), true);
  EXPECT_THAT(produced.files[0], Not(HasSubstr("private")));
}

TEST_F(CarriedTest, InksBecomeSrgb) {
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.colour = ColourRule::kKeep;
  const std::string inks = test::MakeCmykJpeg(40, 30, 0, 100, 100, 0, "");
  EXPECT_EQ(ProducedOne(inks, keep) == ProducedOne(inks, Full("srgb", OutputFormat::kJpeg)), true);
}

TEST_F(CarriedTest, HeicAndAvifKeepTheirProfile) {
  for (const bool av1 : {false, true}) {
    test::HeifSpec spec;
    spec.av1 = av1;
    spec.icc = test::P3Profile();
    Derivative keep = Full("keep", OutputFormat::kPng);
    keep.colour = ColourRule::kKeep;
    const std::string source = test::MakeHeif(test::PhotographLike(60, 40), spec);
    const Produced produced = Produce(source, {{keep}});
    EXPECT_EQ(KeptColours(produced.files[0]).colour.profile == spec.icc, true);
    EXPECT_EQ(produced.warning, WarningText());
  }
}

TEST_F(CarriedTest, TheBackgroundIsGivenInTheProfilesColours) {
  Derivative padded = Full("keep", OutputFormat::kPng);
  padded.colour = ColourRule::kKeep;
  padded.fit = Fit::kContain;
  padded.width = padded.height = 100;
  padded.background = {255, 0, 0};
  const Picture shown = Decoded(ProducedOne(TaggedJpeg(test::P3Profile()), padded));
  EXPECT_NEAR(At(shown, 50, 2)[0], 255, 3);
  EXPECT_NEAR(At(shown, 50, 2)[1], 0, 12);
}

}  // namespace
}  // namespace photomill
