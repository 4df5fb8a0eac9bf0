// Recipes as users write them: both forms, defaults, and the messages for mistakes.
#include "common/wire/recipe_codec.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/limits.h"

namespace photomill {
namespace {

std::string Verdict(std::string_view text) {
  const Result<Recipe> recipe = ParseRecipe(text, "my.recipe");
  return recipe.ok() ? "accepted" : recipe.failure().detail;
}

Recipe MustParse(std::string_view text) {
  const Result<Recipe> recipe = ParseRecipe(text, "my.recipe");
  EXPECT_TRUE(recipe.ok()) << recipe.failure().detail;
  return recipe.ok() ? *recipe : Recipe{};
}

#define EXPECT_VERDICT(text, begins) \
  EXPECT_TRUE(Verdict(text).starts_with(begins)) << "it says: " << Verdict(text)

constexpr std::string_view kDefaultText =
    "derivative { name: \"photo\" fit: INSIDE width: 2048 height: 2048 format: JPEG quality: 82 "
    "key: \"{dir}/{stem}.jpg\" otherwise: \"{dir}/{name}.jpg\" }\n"
    "derivative { name: \"thumb\" fit: COVER width: 320 height: 320 format: WEBP quality: 80 "
    "key: \"thumbs/{dir}/{stem}.webp\" otherwise: \"thumbs/{dir}/{name}.webp\" }\n";

TEST(RecipeCodecTest, TheDefaultRecipeIsTheOneOfTheHandbook) {
  EXPECT_EQ(PrintRecipe(DefaultRecipe()), kDefaultText);
  EXPECT_EQ(MustParse(kDefaultText), DefaultRecipe());
}

TEST(RecipeCodecTest, EveryFieldComesBack) {
  Recipe recipe;
  recipe.derivatives.push_back({"a",
                                Fit::kContain,
                                10,
                                20,
                                true,
                                Gravity::kNorthEast,
                                OutputFormat::kPng,
                                55,
                                {1, 2, 254},
                                "ä \"q\"/{stem}.png"});
  recipe.derivatives.push_back(
      {"b", Fit::kFill, 30, 40, false, Gravity::kSouthWest, OutputFormat::kWebp, 1, {}, "{name}"});
  recipe.derivatives.push_back(
      {"c", Fit::kInside, 0, 0, false, Gravity::kCenter, OutputFormat::kSame, 0, {}, "c/{name}"});
  recipe.derivatives.push_back({"d",
                                Fit::kInside,
                                0,
                                9,
                                true,
                                Gravity::kCenter,
                                OutputFormat::kSame,
                                7,
                                {},
                                "{name}.{ext}"});
  for (int i = 0; i < 4; ++i) {
    recipe.derivatives.push_back(recipe.derivatives.back());
    recipe.derivatives.back().name += "x";
    recipe.derivatives.back().key += "x";
  }
  recipe.derivatives[4].encoding = {false, ChromaSampling::k420, true, 0, false,
                                    0};  // set, although it is the default
  recipe.derivatives[5].encoding = {true, ChromaSampling::k444, true, 6, true, 9};
  recipe.derivatives[6].encoding.chroma = ChromaSampling::k422;
  recipe.derivatives[7].encoding.optimised = false;
  recipe.derivatives[5].colour = ColourRule::kKeep;
  recipe.derivatives[6].metadata = MetadataRule::kKeep;
  recipe.derivatives[7].metadata = MetadataRule::kCopyright;
  recipe.derivatives[7].never_larger = true;
  recipe.derivatives[0].otherwise = "ä \"q\"/{name}.png";
  recipe.derivatives[1].otherwise = "b/{{name}}/{dir}/{stem}";
  recipe.reading.heif_exif_orientation = true;
  EXPECT_EQ(MustParse(PrintRecipe(recipe)), recipe);
  recipe.reading = {.heif_exif_orientation = false, .square_pixels = false};
  EXPECT_EQ(MustParse(PrintRecipe(recipe)), recipe);
  EXPECT_NE(PrintRecipe(recipe).find("background: \"#0102fe\" key: \"ä \\\"q\\\"/"),
            std::string::npos);
}

TEST(RecipeCodecTest, JsonSaysTheSame) {
  EXPECT_EQ(MustParse(R"(
    {"derivative": [
      {"name": "photo", "fit": "INSIDE", "width": 2048, "height": 2048, "format": "JPEG",
       "quality": 82, "key": "{dir}/{stem}.jpg", "otherwise": "{dir}/{name}.jpg"},
      {"name": "thumb", "fit": "COVER", "width": 320, "height": 320, "format": "WEBP",
       "key": "thumbs/{dir}/{stem}.webp", "otherwise": "thumbs/{dir}/{name}.webp"}
    ]})"),
            DefaultRecipe());
}

TEST(RecipeCodecTest, CommentsAndSpacingAreFree) {
  EXPECT_EQ(MustParse("# small\nderivative {\n  name: 'p', width: 9;\n  key: \"{stem}\" # k\n}")
                .derivatives.at(0)
                .width,
            9U);
}

// Files from editors in any language, including those with a byte order mark.
TEST(RecipeCodecTest, CommentsMayBeInAnyLanguage) {
  const std::string recipe = "derivative { name: \"p\" width: 9 key: \"{stem}\" }";
  const std::string comments = "# für Galerien: ½ Größe, 写真 \xF0\x9F\x93\xB7\r\n";
  EXPECT_EQ(MustParse(comments + recipe + " # größer?").derivatives.size(), 1U);
  EXPECT_EQ(MustParse("\xEF\xBB\xBF" + comments + recipe), MustParse(recipe));
  EXPECT_EQ(MustParse("\xEF\xBB\xBF{\"derivative\": [{\"name\": \"p\", \"width\": 9, "
                      "\"key\": \"{stem}\"}]}"),
            MustParse(recipe));
  EXPECT_VERDICT(comments + comments, "my.recipe: the recipe is empty");
}

TEST(RecipeCodecTest, FullSizeAndTheSourcesFormatPrintAsLittleAsTheySay) {
  EXPECT_EQ(PrintRecipe(MustParse("derivative { name: \"p\" format: SAME key: \"{name}\" }")),
            "derivative { name: \"p\" fit: INSIDE width: 0 height: 0 format: SAME "
            "key: \"{name}\" }\n");
  EXPECT_EQ(MustParse("{\"derivative\": [{\"name\": \"p\", \"format\": \"SAME\", "
                      "\"key\": \"{name}\"}]}"),
            MustParse("derivative { name: \"p\" format: SAME key: \"{name}\" }"));
}

TEST(RecipeCodecTest, QualityHasADefaultForEachFormat) {
  const auto quality = [](const std::string& fields) {
    return MustParse("derivative { name: \"p\" width: 9 key: \"{name}\" " + fields + " }")
        .derivatives.at(0)
        .quality;
  };
  EXPECT_EQ(quality(""), 82U);
  EXPECT_EQ(quality("quality: 0"), 82U);
  EXPECT_EQ(quality("format: JPEG"), 82U);
  EXPECT_EQ(quality("format: WEBP"), 80U);
  EXPECT_EQ(quality("format: WEBP quality: 82"), 82U);
  EXPECT_EQ(quality("format: SAME"), 0U) << "told by the source";
  EXPECT_EQ(quality("format: SAME quality: 70"), 70U);
}

TEST(RecipeCodecTest, MistakesAreNamedWithTheirPlace) {
  EXPECT_EQ(Verdict("derivative {\n  name: \"p\"\n  widht: 9\n}"),
            "my.recipe:3:3: unknown field \"widht\"; a derivative has name, fit, width, height, "
            "enlarge, gravity, format, quality, background, key, progressive, chroma, optimised, "
            "method, lossless, level, colour, metadata, never_larger and otherwise");
  EXPECT_EQ(Verdict("derivative {\n  fit: INSIDER\n}"),
            "my.recipe:2:8: unknown value \"INSIDER\"; fit is INSIDE, COVER, CONTAIN or FILL");
  EXPECT_EQ(Verdict("derivative {\n  format: JPG\n}"),
            "my.recipe:2:11: unknown value \"JPG\"; format is JPEG, WEBP, PNG or SAME");
  EXPECT_EQ(Verdict("derivatives {}"),
            "my.recipe:1:1: unknown field \"derivatives\"; a recipe has derivative and reading");
  EXPECT_EQ(Verdict("reading { foo: 1 }"),
            "my.recipe:1:11: unknown field \"foo\"; reading has heif_orientation and pixels");
  EXPECT_EQ(Verdict("reading { heif_orientation: FOO }"),
            "my.recipe:1:29: unknown value \"FOO\"; heif_orientation is STANDARD or EXIF");
  EXPECT_EQ(Verdict("reading { pixels: FOO }"),
            "my.recipe:1:19: unknown value \"FOO\"; pixels is SQUARE or STORED");
  EXPECT_EQ(Verdict("derivative { colour: P3 }"),
            "my.recipe:1:22: unknown value \"P3\"; colour is SRGB or KEEP");
  EXPECT_EQ(Verdict("derivative { metadata: ALL }"),
            "my.recipe:1:24: unknown value \"ALL\"; metadata is STRIP, KEEP or COPYRIGHT");
  EXPECT_VERDICT("hello", "my.recipe:1:");
}

TEST(RecipeCodecTest, ValuesOfAWrongTypeAreNamedWithARightOne) {
  EXPECT_EQ(Verdict("derivative {\n  width: \"9\"\n}"),
            "my.recipe:2:10: unknown value \"9\"; width is a whole number, without quotes");
  EXPECT_EQ(Verdict("derivative {\n  width: -9\n}"),
            "my.recipe:2:10: unknown value \"-9\"; width is a whole number");
  EXPECT_EQ(Verdict("derivative {\n  width:\n    2.5, }"),
            "my.recipe:3:5: unknown value \"2.5\"; width is a whole number");
  EXPECT_EQ(Verdict("derivative {\n  width: 99999999999\n}"),
            "my.recipe:2:10: 99999999999 is too large for width");
  EXPECT_EQ(Verdict("derivative { name: photo }"),
            "my.recipe:1:20: unknown value \"photo\"; name is a text in quotes");
  EXPECT_EQ(Verdict("derivative { name: 3 }"),
            "my.recipe:1:20: unknown value \"3\"; name is a text in quotes");
  EXPECT_EQ(Verdict("derivative {\n enlarge: yes width: 3 }"),
            "my.recipe:2:11: unknown value \"yes\"; enlarge is true or false");
  EXPECT_EQ(Verdict("derivative { enlarge: \"true\" }"),
            "my.recipe:1:23: unknown value \"true\"; enlarge is true or false, without quotes");
  EXPECT_EQ(Verdict("derivative { enlarge: 2 }"),
            "my.recipe:1:23: unknown value \"2\"; enlarge is true or false");
  EXPECT_EQ(Verdict("reading { pixels: \"STORED\" }"),
            "my.recipe:1:19: unknown value \"STORED\"; pixels is SQUARE or STORED, without quotes");
  EXPECT_EQ(Verdict("derivative { fit: 'COVER' }"),
            "my.recipe:1:19: unknown value 'COVER'; fit is INSIDE, COVER, CONTAIN or FILL, "
            "without quotes");
}

TEST(RecipeCodecTest, WrongBlocksAreNamedWithTheirPlace) {
  EXPECT_EQ(Verdict("derivative { name: \"a\"\n  name: \"b\" }"),
            "my.recipe:2:3: field \"name\" appears twice; remove one of the two, or close the "
            "block before it with a brace }");
  EXPECT_VERDICT("reading { pixels: STORED }\nreading { pixels: STORED }",
                 "my.recipe:2:1: field \"reading\" appears twice");
  EXPECT_EQ(Verdict("derivative {\n  name: \"p\"\n"),
            "my.recipe:3:1: the recipe ends within a block: a closing brace } is missing");
  EXPECT_EQ(Verdict("derivative: 3"), "my.recipe:1:13: \"{\" was expected here instead of \"3\"");
  EXPECT_EQ(Verdict("derivative { name \"p\" }"),
            "my.recipe:1:19: a colon was expected here instead of \"\"p\"\"");
  EXPECT_EQ(Verdict("derivative { 3: 4 }"),
            "my.recipe:1:14: a field was expected here instead of 3");
}

TEST(RecipeCodecTest, JsonMistakesAreNamedWithTheirPlace) {
  EXPECT_VERDICT("{\"derivative\": [\n  {\"name\": \"p\",\n   \"width\" 9}\n]}",
                 "my.recipe:3:12: Expected : between key:value pair.");
  EXPECT_VERDICT("{\"derivative\": [{\"name\": \"p\",\n \"widht\": 9}]}",
                 "my.recipe:2:2: unknown field \"widht\"; a derivative has name, fit, width,");
  EXPECT_EQ(
      Verdict("{\"derivative\": [{\"fit\": \"INSIDER\"}]}"),
      "my.recipe:1:25: unknown value \"INSIDER\" for derivative[0].fit; fit is INSIDE, COVER, "
      "CONTAIN or FILL");
  EXPECT_EQ(Verdict("{\"derivative\": [{\"width\": -1}]}"),
            "my.recipe:1:27: unknown value -1 for derivative[0].width; width is a whole number");
  EXPECT_EQ(Verdict("{\"derivative\": [{\"enlarge\": \"maybe\"}]}"),
            "my.recipe:1:29: unknown value \"maybe\" for derivative[0].enlarge; enlarge is true or "
            "false");
  EXPECT_EQ(Verdict("{\"foo\": 1}"),
            "my.recipe:1:2: unknown field \"foo\"; a recipe has derivative and reading");
  EXPECT_EQ(Verdict("{\"reading\": {\"foo\": 1}}"),
            "my.recipe:1:14: unknown field \"foo\"; reading has heif_orientation and pixels");
  EXPECT_EQ(Verdict("{\"reading\": {\"pixels\": \"FOO\"}}"),
            "my.recipe:1:24: unknown value \"FOO\" for reading.pixels; pixels is SQUARE or STORED");
  EXPECT_VERDICT("{\"derivative\": 3}", "my.recipe:1:16: unknown value 3 for derivative");
  EXPECT_VERDICT("{", "my.recipe");
}

TEST(RecipeCodecTest, WhatDoesNotValidateIsNamed) {
  EXPECT_VERDICT("", "my.recipe: the recipe is empty");
  EXPECT_VERDICT("{}", "my.recipe: the recipe is empty");
  EXPECT_VERDICT("derivative { width: 9 key: \"{stem}\" }", "my.recipe: a derivative has no name");
  EXPECT_VERDICT("derivative { name: \"p\" width: 9 }",
                 "my.recipe: derivative \"p\": the key template is missing");
  EXPECT_VERDICT("derivative { name: \"p\" fit: COVER key: \"{stem}\" }",
                 "my.recipe: derivative \"p\": cover needs both width and height");
  EXPECT_VERDICT("derivative { name: \"p\" enlarge: true key: \"{stem}\" }",
                 "my.recipe: derivative \"p\": enlarge has no effect");
  EXPECT_VERDICT("derivative { name: \"p\" format: SAME key: \"{stem}.jpg\" }",
                 "my.recipe: derivative \"p\": key template \"{stem}.jpg\" gives all formats one");
  EXPECT_VERDICT(
      "derivative { name: \"p\" key: \"{stem}\" otherwise: \"{stem}\" }",
      "my.recipe: derivative \"p\": otherwise is the same as key, \"{stem}\": it must give");
  EXPECT_VERDICT("derivative { name: \"p\" key: \"{stem}\" otherwise: \"/{name}\" }",
                 "my.recipe: derivative \"p\": otherwise: key template");
  EXPECT_VERDICT("derivative { name: \"p\" width: 65501 key: \"{stem}\" }",
                 "my.recipe: derivative \"p\": a size of 65501x");
  EXPECT_VERDICT("derivative { name: \"p\" width: 9 quality: 101 key: \"{stem}\" }",
                 "my.recipe: derivative \"p\": quality must be 1 to 100, not 101");
  EXPECT_VERDICT("derivative { name: \"p\" width: 9 background: \"#12345g\" key: \"{stem}\" }",
                 "my.recipe: p.background: \"#12345g\" is not a colour; write it as \"#rrggbb\"");
  EXPECT_VERDICT(
      "derivative { name: \"p\" width: 9 chroma: \"4:1:1\" key: \"{stem}\" }",
      "my.recipe: p.chroma: \"4:1:1\" is not a chroma subsampling; write \"4:4:4\", \"4:2:2\" or "
      "\"4:2:0\"");
  EXPECT_VERDICT("derivative { name: \"p\" format: WEBP chroma: \"4:4:4\" key: \"{stem}\" }",
                 "my.recipe: derivative \"p\": chroma is a setting of JPEG, but the derivative's "
                 "format is WEBP; omit chroma, or change the format");
  EXPECT_VERDICT("derivative { name: \"p\" lossless: false key: \"{stem}\" }",
                 "my.recipe: derivative \"p\": lossless is a setting of WEBP");
  EXPECT_VERDICT("derivative { name: \"p\" width: 9 key: \"{stem}\\377\" }",
                 "my.recipe: p.key: \"{stem}\\xFF\" is not printable UTF-8");
  EXPECT_VERDICT(
      "derivative { name: \"p\" width: 9 key: \"{stem}\" }\n"
      "derivative { name: \"p\" width: 8 key: \"x{stem}\" }",
      "my.recipe: two derivatives are named \"p\"");
}

TEST(RecipeCodecTest, NeitherSizeNorGarbageHarm) {
  EXPECT_VERDICT(std::string(limits::kRecipeBytesMax + 1, ' '), "my.recipe: 262 kB is too large");
  EXPECT_VERDICT("\x89PNG\r\n\x1a\n", "my.recipe:1:1: ");
  EXPECT_VERDICT(std::string(100'000, '{'), "my.recipe");
  std::string many;
  for (int i = 0; i < 33; ++i) many += "derivative {}\n";
  EXPECT_VERDICT(many, "my.recipe: 33 derivatives, at most 32 are allowed");
}

TEST(RecipeCodecTest, TheFileNameIsShownEscaped) {
  EXPECT_EQ(ParseRecipe("", "a\nb").failure().detail.substr(0, 6), "a\\nb: ");
}

}  // namespace
}  // namespace photomill
