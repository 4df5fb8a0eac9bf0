#include "common/model/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::HasSubstr;

// The default recipe with one change to its photo, and the resulting error message.
template <typename Change>
std::string Refusal(Change change) {
  Recipe recipe = DefaultRecipe();
  change(recipe.derivatives[0]);
  const Status status = Validate(recipe);
  return status ? "" : status.failure().detail;
}

TEST(DefaultRecipe, IsThatOfTheContract) {
  const Recipe recipe = DefaultRecipe();
  ASSERT_EQ(recipe.derivatives.size(), 2U);
  EXPECT_EQ(Describe(recipe.derivatives[0]),
            "photo: inside 2048x2048, jpeg quality 82, {dir}/{stem}.jpg");
  EXPECT_EQ(Describe(recipe.derivatives[1]),
            "thumb: cover 320x320, webp quality 80, thumbs/{dir}/{stem}.webp");
  EXPECT_TRUE(Validate(recipe).ok());
}

TEST(Describe, TellsWhatDiffersFromTheUsual) {
  Derivative derivative = DefaultRecipe().derivatives[1];
  derivative.gravity = Gravity::kNorthEast;
  derivative.enlarge = true;
  derivative.format = OutputFormat::kPng;
  EXPECT_EQ(Describe(derivative),
            "thumb: cover 320x320 enlarged to the north_east, png, thumbs/{dir}/{stem}.webp");
  derivative = DefaultRecipe().derivatives[0];
  derivative.height = 0;
  EXPECT_EQ(Describe(derivative), "photo: inside 2048xany, jpeg quality 82, {dir}/{stem}.jpg");
  derivative.width = 0;
  EXPECT_EQ(Describe(derivative), "photo: full size, jpeg quality 82, {dir}/{stem}.jpg");
  derivative.format = OutputFormat::kSame;
  EXPECT_EQ(Describe(derivative),
            "photo: full size, the source's format quality 82, {dir}/{stem}.jpg");
  derivative.quality = 0;
  EXPECT_EQ(Describe(derivative), "photo: full size, the source's format, {dir}/{stem}.jpg");
  EXPECT_EQ(Describe(derivative, {.heif_exif_orientation = true, .square_pixels = false}),
            "photo: full size, the source's format, HEIC rotated by EXIF, pixels as stored, "
            "{dir}/{stem}.jpg");
}

TEST(Describe, TellsTheEncodersSettingsThatAreNotTheUsualOnes) {
  Derivative derivative = DefaultRecipe().derivatives[0];
  derivative.encoding.progressive = true;
  derivative.encoding.chroma = ChromaSampling::k444;
  derivative.encoding.optimised = true;
  EXPECT_EQ(Describe(derivative),
            "photo: inside 2048x2048, jpeg quality 82 progressive 4:4:4, {dir}/{stem}.jpg");
  derivative.encoding = {};
  derivative.encoding.optimised = false;
  EXPECT_EQ(Describe(derivative),
            "photo: inside 2048x2048, jpeg quality 82 with standard tables, {dir}/{stem}.jpg");
  derivative = DefaultRecipe().derivatives[1];
  derivative.encoding.lossless = true;
  derivative.encoding.method = 6;
  EXPECT_EQ(Describe(derivative),
            "thumb: cover 320x320, webp lossless method 6, thumbs/{dir}/{stem}.webp");
  derivative.format = OutputFormat::kPng;
  derivative.encoding = {};
  derivative.encoding.level = 0;
  EXPECT_EQ(Describe(derivative), "thumb: cover 320x320, png level 0, thumbs/{dir}/{stem}.webp");
}

TEST(Describe, TellsTheRulesThatAreNotTheUsualOnes) {
  Derivative derivative = DefaultRecipe().derivatives[0];
  derivative.colour = ColourRule::kKeep;
  derivative.metadata = MetadataRule::kKeep;
  derivative.never_larger = true;
  EXPECT_EQ(Describe(derivative),
            "photo: inside 2048x2048, jpeg quality 82, the source's colours, with metadata, never "
            "larger, {dir}/{stem}.jpg");
  derivative.metadata = MetadataRule::kCopyright;
  EXPECT_NE(Describe(derivative).find("with copyright"), std::string::npos);
}

TEST(Validate, TakesASettingWithItsFormatOnly) {
  const auto refusal = [](OutputFormat format, auto change) {
    return Refusal([&](Derivative& d) {
      d.format = format;
      d.key = "{dir}/{name}";
      change(d.encoding);
    });
  };
  const auto all = [](Encoding& e) { e = DefaultEncoding(); };
  EXPECT_EQ(refusal(OutputFormat::kSame, all), "");
  EXPECT_THAT(refusal(OutputFormat::kPng, [](Encoding& e) { e.progressive = false; }),
              HasSubstr("progressive is a setting of JPEG, but the derivative's format is PNG; "
                        "omit progressive, or change the format"));
  EXPECT_THAT(refusal(OutputFormat::kWebp, [](Encoding& e) { e.optimised = true; }),
              HasSubstr("optimised is a setting of JPEG"));
  EXPECT_THAT(refusal(OutputFormat::kJpeg, [](Encoding& e) { e.method = 4; }),
              HasSubstr("method is a setting of WEBP"));
  EXPECT_THAT(refusal(OutputFormat::kWebp, [](Encoding& e) { e.level = 6; }),
              HasSubstr("level is a setting of PNG"));
  EXPECT_THAT(refusal(OutputFormat::kWebp, [](Encoding& e) { e.method = 7; }),
              HasSubstr("method must be 0 to 6, not 7"));
  EXPECT_THAT(refusal(OutputFormat::kPng, [](Encoding& e) { e.level = 10; }),
              HasSubstr("level must be 0 to 9, not 10"));
  EXPECT_THAT(
      refusal(OutputFormat::kJpeg, [](Encoding& e) { e.progressive = true, e.optimised = false; }),
      HasSubstr("a progressive JPEG always has optimised Huffman tables"));
}

TEST(Validate, TakesFreeSidesOfInsideOnly) {
  EXPECT_EQ(Refusal([](Derivative& d) { d.width = 0; }), "");
  EXPECT_EQ(Refusal([](Derivative& d) { d.height = 0; }), "");
  EXPECT_EQ(Refusal([](Derivative& d) { d.width = d.height = 0; }), "") << "the source's size";
  for (const Fit fit : {Fit::kCover, Fit::kContain, Fit::kFill}) {
    EXPECT_THAT(Refusal([&](Derivative& d) { d.fit = fit, d.width = 0; }),
                HasSubstr(std::string(FitWord(fit)) + " needs both width and height"));
    EXPECT_THAT(Refusal([&](Derivative& d) { d.fit = fit, d.width = d.height = 0; }),
                HasSubstr(std::string(FitWord(fit)) + " needs both width and height"));
  }
}

TEST(Validate, EnlargesToABoxOnly) {
  EXPECT_EQ(Refusal([](Derivative& d) { d.enlarge = true, d.width = 0; }), "");
  EXPECT_THAT(Refusal([](Derivative& d) { d.enlarge = true, d.width = d.height = 0; }),
              HasSubstr("derivative \"photo\": enlarge has no effect without a width or a height; "
                        "set one of them, or omit enlarge"));
}

TEST(Validate, WantsAKeyThatFollowsTheFormatOfTheSource) {
  for (const char* key : {"{dir}/{name}", "{stem}-2.{ext}", "{ext}/{stem}"}) {
    EXPECT_EQ(Refusal([&](Derivative& d) { d.format = OutputFormat::kSame, d.key = key; }), "");
  }
  for (const char* key : {"{dir}/{stem}.jpg", "{stem}.{{ext}}"}) {
    EXPECT_THAT(Refusal([&](Derivative& d) { d.format = OutputFormat::kSame, d.key = key; }),
                HasSubstr("\" gives all formats one extension, but format SAME writes several; use "
                          "{name} or {ext}: \"{dir}/{name}\""));
  }
  EXPECT_THAT(Refusal([](Derivative& d) { d.format = OutputFormat::kSame, d.key = "{dir}"; }),
              HasSubstr("gives all sources of a folder the same key"));
}

TEST(Validate, BoundsSizes) {
  EXPECT_EQ(Refusal([](Derivative& d) { d.width = 65500; }), "");
  EXPECT_THAT(Refusal([](Derivative& d) { d.width = 65501; }),
              HasSubstr("65501x2048 px is too large: jpeg inside is limited to 65500"));
  EXPECT_EQ(Refusal([](Derivative& d) { d.format = OutputFormat::kWebp, d.width = 20000; }), "")
      << "inside only bounds, most sources are smaller";
  EXPECT_THAT(Refusal([](Derivative& d) {
                d.format = OutputFormat::kWebp, d.fit = Fit::kFill, d.width = 16384;
              }),
              HasSubstr("webp fill is limited to 16383"));
  EXPECT_EQ(Refusal([](Derivative& d) {
              d.format = OutputFormat::kSame, d.key = "{name}", d.fit = Fit::kFill, d.width = 16384;
            }),
            "")
      << "a JPEG holds it";
}

TEST(Validate, BoundsQuality) {
  EXPECT_EQ(Refusal([](Derivative& d) { d.quality = 1; }), "");
  EXPECT_EQ(Refusal([](Derivative& d) { d.quality = 100; }), "");
  EXPECT_THAT(Refusal([](Derivative& d) { d.quality = 0; }), HasSubstr("1 to 100, not 0"));
  EXPECT_THAT(Refusal([](Derivative& d) { d.quality = 101; }), HasSubstr("1 to 100, not 101"));
  const auto same = [](uint32_t quality) {
    return Refusal([&](Derivative& d) {
      d.format = OutputFormat::kSame, d.key = "{name}", d.quality = quality;
    });
  };
  EXPECT_EQ(same(0), "") << "what each format has by default";
  EXPECT_EQ(same(1), "");
  EXPECT_THAT(same(101), HasSubstr("1 to 100, not 101"));
}

TEST(Validate, WantsUsableNames) {
  EXPECT_EQ(Refusal([](Derivative& d) { d.name = "Photo-2_a"; }), "");
  EXPECT_THAT(Refusal([](Derivative& d) { d.name = ""; }), HasSubstr("has no name"));
  EXPECT_THAT(Refusal([](Derivative& d) { d.name = "my photo\n"; }),
              HasSubstr("not \"my photo\\n\""));
  EXPECT_THAT(Refusal([](Derivative& d) { d.name = "Größe"; }), HasSubstr("letters, digits"));
  EXPECT_THAT(Refusal([](Derivative& d) { d.name = std::string(65, 'a'); }),
              HasSubstr("the limit is 64"));
}

TEST(Validate, WantsNamesAndKeysOnce) {
  EXPECT_EQ(Refusal([](Derivative& d) { d.name = "thumb"; }),
            "two derivatives are named \"thumb\"; give each its own name");
  EXPECT_THAT(Refusal([](Derivative& d) { d.key = "thumbs/{dir}/{stem}.webp"; }),
              HasSubstr("\"photo\" and \"thumb\" have the same key template"));
}

TEST(Validate, WantsAKeyTemplate) {
  EXPECT_THAT(Refusal([](Derivative& d) { d.key = ""; }),
              HasSubstr("derivative \"photo\": the key template is missing"));
  EXPECT_THAT(Refusal([](Derivative& d) { d.key = "{dir}/{size}"; }),
              HasSubstr("unknown field {size}"));
}

TEST(Validate, HoldsTheOtherNameToTheRulesOfTheFirst) {
  const auto refusal = [](const std::string& otherwise) {
    return Refusal([&](Derivative& d) { d.otherwise = otherwise; });
  };
  EXPECT_EQ(refusal(""), "");
  EXPECT_EQ(refusal("{dir}/{name}.jpg"), "");
  EXPECT_EQ(refusal("doubles/{dir}/{stem}.jpg"), "");
  EXPECT_THAT(
      refusal("{dir}/{stem}.jpg"),
      HasSubstr(
          "derivative \"photo\": otherwise is the same as key, "
          "\"{dir}/{stem}.jpg\": it must give another name, for example \"{dir}/{name}.jpg\""));
  EXPECT_THAT(refusal("{dir}/{size}"),
              HasSubstr("derivative \"photo\": otherwise: key template \"{dir}/{size}\""));
  EXPECT_THAT(refusal("/{name}"), HasSubstr("derivative \"photo\": otherwise: "));
  EXPECT_THAT(refusal("{dir}/a.jpg"), HasSubstr("derivative \"photo\": otherwise: "));
}

TEST(Validate, WantsTheExtensionInTheOtherNameOfSeveralFormats) {
  const auto refusal = [](const std::string& otherwise) {
    return Refusal([&](Derivative& d) {
      d.format = OutputFormat::kSame;
      d.quality = 0;
      d.key = "{dir}/{stem}.{ext}";
      d.otherwise = otherwise;
    });
  };
  EXPECT_EQ(refusal("again/{dir}/{name}"), "");
  EXPECT_THAT(refusal("{dir}/{stem}-2.jpg"),
              HasSubstr("otherwise: key template \"{dir}/{stem}-2.jpg\" gives all formats one"));
}

TEST(Validate, KeepsTheOtherNamesApartFromThoseOfOtherDerivatives) {
  EXPECT_THAT(Refusal([](Derivative& d) { d.otherwise = "thumbs/{dir}/{stem}.webp"; }),
              HasSubstr("derivatives \"photo\" and \"thumb\" have the same key template"));
  EXPECT_THAT(Refusal([](Derivative& d) { d.otherwise = "thumbs/{dir}/{name}.webp"; }),
              HasSubstr("derivatives \"photo\" and \"thumb\" have the same key template"));
  EXPECT_THAT(Refusal([](Derivative& d) { d.key = "thumbs/{dir}/{name}.webp"; }),
              HasSubstr("derivatives \"photo\" and \"thumb\" have the same key template"));
  Recipe recipe = DefaultRecipe();
  recipe.derivatives[0].otherwise = "{dir}/{stem}-{width}.jpg";
  recipe.derivatives[1].key = "{dir}/{stem}-{height}.jpg";
  EXPECT_THAT(Validate(recipe).failure().detail,
              HasSubstr("derivatives \"photo\" and \"thumb\" could write the same file"));
}

TEST(KeyTemplate, IsTheOtherOneWhereThereIsOne) {
  Derivative photo = DefaultRecipe().derivatives[0];
  EXPECT_EQ(KeyTemplate(photo, false), "{dir}/{stem}.jpg");
  EXPECT_EQ(KeyTemplate(photo, true), "{dir}/{name}.jpg");
  photo.otherwise.clear();
  EXPECT_EQ(KeyTemplate(photo, true), "{dir}/{stem}.jpg");
}

TEST(Validate, WantsOneToThirtyTwoDerivatives) {
  EXPECT_THAT(Validate({}).failure().detail, HasSubstr("the recipe is empty"));
  Recipe recipe;
  for (int i = 0; i < 33; ++i) {
    Derivative derivative = DefaultRecipe().derivatives[0];
    derivative.name += std::to_string(i);
    derivative.key = std::to_string(i) + "/{stem}";
    derivative.otherwise = std::to_string(i) + "/{name}";
    recipe.derivatives.push_back(derivative);
  }
  EXPECT_THAT(Validate(recipe).failure().detail, HasSubstr("33 derivatives, but the limit is 32"));
  recipe.derivatives.pop_back();
  EXPECT_TRUE(Validate(recipe).ok());
  EXPECT_EQ(AllOf(recipe).bits, 0xFFFFFFFFU);
}

TEST(DefaultQuality, IsAcceptedInEveryFormat) {
  for (const OutputFormat format :
       {OutputFormat::kJpeg, OutputFormat::kWebp, OutputFormat::kPng, OutputFormat::kSame}) {
    EXPECT_EQ(Refusal([&](Derivative& d) {
                d.format = format, d.key = "{name}", d.quality = DefaultQuality(format);
              }),
              "");
  }
}

TEST(DerivativeSet, CountsAndTells) {
  DerivativeSet set = AllOf(DefaultRecipe());
  EXPECT_EQ(set.bits, 3U);
  set = {};
  EXPECT_TRUE(set.empty());
  set.Add(31);
  EXPECT_TRUE(set.Has(31));
  EXPECT_FALSE(set.Has(0));
  EXPECT_EQ(set.count(), 1);
}

}  // namespace
}  // namespace photomill
