// Which outputs a changed recipe recreates, and which it leaves alone.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "common/model/recipe.h"

namespace photomill {
namespace {

constexpr size_t kPhoto = 0;
constexpr size_t kThumb = 1;

// The default recipe with one change to one derivative.
template <typename Change>
Recipe Changed(size_t index, Change change) {
  Recipe recipe = DefaultRecipe();
  change(recipe.derivatives[index]);
  return recipe;
}

bool Remakes(const Recipe& changed, size_t index) {
  return DerivativeDigest(changed, index) != DerivativeDigest(DefaultRecipe(), index);
}

// Ledgers contain these digests: if one changes, all outputs of existing users are recreated.
TEST(RecipeDigest, IsTheSameInEveryVersion) {
  Recipe recipe = DefaultRecipe();
  EXPECT_EQ(ToHex(DigestOf(recipe)), "520a7ef2af1178be1ad9e135b55671a2");
  EXPECT_EQ(ToHex(DerivativeDigest(recipe, kPhoto)), "e9deb77d91dbf5694979e963c8b60e78");
  EXPECT_EQ(ToHex(DerivativeDigest(recipe, kThumb)), "b6ec87485adc2b5043f724789dac0b93");
  Derivative wide = recipe.derivatives[kPhoto];
  wide.name = "wide";
  wide.width = 1600;
  wide.height = 0;
  wide.format = OutputFormat::kPng;
  wide.key = "w/{name}";
  Derivative padded = recipe.derivatives[kThumb];
  padded.name = "padded";
  padded.fit = Fit::kContain;
  padded.enlarge = true;
  padded.gravity = Gravity::kNorth;
  padded.background = {1, 2, 3};
  padded.key = "p/{name}";
  recipe.derivatives.insert(recipe.derivatives.end(), {wide, padded});
  EXPECT_EQ(ToHex(DigestOf(recipe)), "5b0127dcdf641e8871a37855f00b1ac6");
  EXPECT_EQ(ToHex(DerivativeDigest(recipe, 0)), "6c8b34d9a25b6732f785c00996f7c4cc");
  EXPECT_EQ(ToHex(DerivativeDigest(recipe, 1)), "ebdac2d32483c0ec630124519453b824");
  EXPECT_EQ(ToHex(DerivativeDigest(recipe, 2)), "d6a017745ec8761a56b60c8769b9ad59");
  EXPECT_EQ(ToHex(DerivativeDigest(recipe, 3)), "e1e832d2074148e999c3d697106ba7c4");
  std::string order;
  for (const Derivative& derivative : InCanonicalOrder(recipe).derivatives) {
    order += derivative.name + " ";
  }
  EXPECT_EQ(order, "photo padded thumb wide ");
  Recipe same;
  same.derivatives = {DefaultRecipe().derivatives[kPhoto]};
  same.derivatives[0].format = OutputFormat::kSame;
  EXPECT_EQ(ToHex(DerivativeDigest(same, 0)), "22d18b4fc8b07e35ba9abb16666088aa");
}

TEST(RecipeDigest, DoesNotSeeTheOrderNorTheNames) {
  Recipe recipe = DefaultRecipe();
  std::reverse(recipe.derivatives.begin(), recipe.derivatives.end());
  EXPECT_EQ(DigestOf(recipe), DigestOf(DefaultRecipe()));
  EXPECT_EQ(InCanonicalOrder(recipe), DefaultRecipe());
  EXPECT_EQ(InCanonicalOrder(DefaultRecipe()), DefaultRecipe());
  EXPECT_EQ(DerivativeDigest(recipe, 0), DerivativeDigest(DefaultRecipe(), kThumb));
  EXPECT_EQ(DerivativeDigest(recipe, 1), DerivativeDigest(DefaultRecipe(), kPhoto));
  recipe.derivatives[0].name = "small";
  EXPECT_EQ(DigestOf(recipe), DigestOf(DefaultRecipe()));
}

TEST(RecipeDigest, SeesEveryFieldThatMatters) {
  const Digest before = DigestOf(DefaultRecipe());
  const auto differs = [&](auto change) { return DigestOf(Changed(kThumb, change)) != before; };
  EXPECT_TRUE(differs([](Derivative& d) { d.fit = Fit::kFill; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.width = 321; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.height = 321; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.enlarge = true; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.gravity = Gravity::kNorth; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.format = OutputFormat::kJpeg; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.quality = 81; }));
  EXPECT_TRUE(differs([](Derivative& d) { d.key = "t/{name}"; }));
}

// `reading` is part of the digest of every output. The default has the digest of recipes without
// the field.
TEST(RecipeDigest, SeesHowSourcesAreRead) {
  Recipe recipe = DefaultRecipe();
  for (const Reading& reading : {Reading{.heif_exif_orientation = true, .square_pixels = true},
                                 Reading{.heif_exif_orientation = false, .square_pixels = false}}) {
    recipe.reading = reading;
    EXPECT_NE(DigestOf(recipe), DigestOf(DefaultRecipe()));
    EXPECT_TRUE(Remakes(recipe, kPhoto));
    EXPECT_TRUE(Remakes(recipe, kThumb));
    EXPECT_EQ(InCanonicalOrder(recipe).reading, reading);
  }
}

// `otherwise` only names files: neither another one nor adding the first one recreates anything.
TEST(RecipeDigest, DoesNotSeeTheOtherNames) {
  for (const std::string otherwise : {"", "{dir}/{name}", "doubles/{dir}/{stem}.jpg"}) {
    const Recipe changed =
        Changed(kPhoto, [&](Derivative& derivative) { derivative.otherwise = otherwise; });
    EXPECT_EQ(DigestOf(changed), DigestOf(DefaultRecipe())) << otherwise;
    EXPECT_FALSE(Remakes(changed, kPhoto)) << otherwise;
    EXPECT_FALSE(Remakes(changed, kThumb)) << otherwise;
  }
}

// A recipe that states the defaults equals one that states nothing.
TEST(RecipeDigest, DoesNotSeeEncodersDefaults) {
  const auto digest = [](size_t index, auto change) {
    return DigestOf(Changed(index, [&](Derivative& d) { change(d.encoding); }));
  };
  const Digest before = DigestOf(DefaultRecipe());
  EXPECT_EQ(digest(kPhoto, [](Encoding& e) { e.progressive = false; }), before);
  EXPECT_EQ(digest(kPhoto, [](Encoding& e) { e.chroma = ChromaSampling::k420; }), before);
  EXPECT_EQ(digest(kPhoto, [](Encoding& e) { e.optimised = true; }), before);
  EXPECT_EQ(digest(kThumb, [](Encoding& e) { e.method = 4; }), before);
  EXPECT_EQ(digest(kThumb, [](Encoding& e) { e.lossless = false; }), before);
  Recipe png = Changed(kPhoto, [](Derivative& d) { d.format = OutputFormat::kPng; });
  const Digest without_level = DigestOf(png);
  png.derivatives[kPhoto].encoding.level = 6;
  EXPECT_EQ(DigestOf(png), without_level);
}

TEST(RecipeDigest, SeesEveryEncodersSetting) {
  std::set<Digest> digests;
  const auto add = [&](auto change) {
    Recipe recipe = Changed(kPhoto, [](Derivative& d) { d.format = OutputFormat::kSame; });
    change(recipe.derivatives[kPhoto].encoding);
    digests.insert(DigestOf(recipe));
  };
  add([](Encoding&) {});
  add([](Encoding& e) { e.progressive = true; });
  add([](Encoding& e) { e.chroma = ChromaSampling::k422; });
  add([](Encoding& e) { e.chroma = ChromaSampling::k444; });
  add([](Encoding& e) { e.optimised = false; });
  for (const uint32_t method : {0U, 1U, 6U}) add([&](Encoding& e) { e.method = method; });
  add([](Encoding& e) { e.lossless = true; });
  for (const uint32_t level : {0U, 1U, 9U}) add([&](Encoding& e) { e.level = level; });
  EXPECT_EQ(digests.size(), 12U);
}

TEST(RecipeDigest, SeesTheRulesOfColourMetadataAndSize) {
  std::set<Digest> digests;
  const auto add = [&](auto change) { digests.insert(DigestOf(Changed(kPhoto, change))); };
  add([](Derivative&) {});
  add([](Derivative& d) { d.colour = ColourRule::kKeep; });
  add([](Derivative& d) { d.metadata = MetadataRule::kKeep; });
  add([](Derivative& d) { d.metadata = MetadataRule::kCopyright; });
  add([](Derivative& d) { d.never_larger = true; });
  EXPECT_EQ(digests.size(), 5U);
}

// An output in other colours is made from another image.
TEST(DerivativeDigest, ThePhotosColoursConcernTheThumb) {
  EXPECT_TRUE(
      Remakes(Changed(kPhoto, [](Derivative& d) { d.colour = ColourRule::kKeep; }), kThumb));
  Recipe keeping = DefaultRecipe();
  keeping.derivatives[kThumb].colour = ColourRule::kKeep;
  const Digest beside_srgb = DerivativeDigest(keeping, kThumb);
  keeping.derivatives[kPhoto].colour = ColourRule::kKeep;
  EXPECT_NE(DerivativeDigest(keeping, kThumb), beside_srgb);
  EXPECT_FALSE(
      Remakes(Changed(kPhoto, [](Derivative& d) { d.metadata = MetadataRule::kKeep; }), kThumb));
  EXPECT_FALSE(Remakes(Changed(kPhoto, [](Derivative& d) { d.never_larger = true; }), kThumb));
}

TEST(RecipeDigest, DoesNotSeeTheQualityOfWhatIsLossless) {
  const auto digest = [](uint32_t quality, bool lossless) {
    return DigestOf(Changed(kThumb, [&](Derivative& d) {
      d.quality = quality;
      d.encoding.lossless = lossless;
    }));
  };
  EXPECT_EQ(digest(10, true), digest(90, true));
  EXPECT_NE(digest(10, false), digest(90, false));
}

TEST(RecipeDigest, DoesNotSeeFieldsThatChangeNothing) {
  EXPECT_EQ(DigestOf(Changed(kThumb,
                             [](Derivative& d) {
                               d.background = {0, 0, 0};
                             })),
            DigestOf(DefaultRecipe()))
      << "WebP keeps alpha, and cover does not pad";
  EXPECT_NE(DigestOf(Changed(kPhoto,
                             [](Derivative& d) {
                               d.background = {0, 0, 0};
                             })),
            DigestOf(DefaultRecipe()))
      << "JPEG has no alpha";
  EXPECT_EQ(DigestOf(Changed(kPhoto, [](Derivative& d) { d.gravity = Gravity::kWest; })),
            DigestOf(DefaultRecipe()));
}

TEST(DerivativeDigest, AChangedThumbLeavesThePhotoAlone) {
  for (const uint32_t side : {64U, 200U, 400U, 1024U}) {
    const Recipe recipe = Changed(kThumb, [&](Derivative& d) { d.width = d.height = side; });
    EXPECT_FALSE(Remakes(recipe, kPhoto)) << side;
    EXPECT_TRUE(Remakes(recipe, kThumb)) << side;
  }
  for (const Fit fit : {Fit::kInside, Fit::kContain, Fit::kFill}) {
    EXPECT_FALSE(Remakes(Changed(kThumb, [&](Derivative& d) { d.fit = fit; }), kPhoto));
  }
  EXPECT_FALSE(Remakes(Changed(kThumb, [](Derivative& d) { d.enlarge = true; }), kPhoto));
}

TEST(DerivativeDigest, AnAddedOrRemovedSmallOneLeavesTheOthersAlone) {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.pop_back();
  EXPECT_FALSE(Remakes(recipe, kPhoto));
  recipe = DefaultRecipe();
  recipe.derivatives.push_back(recipe.derivatives[kThumb]);
  recipe.derivatives.back().name = "tiny";
  recipe.derivatives.back().key = "tiny/{name}";
  recipe.derivatives.back().width = recipe.derivatives.back().height = 64;
  EXPECT_FALSE(Remakes(recipe, kPhoto));
  EXPECT_FALSE(Remakes(recipe, kThumb));
}

TEST(DerivativeDigest, ThePhotosEncodingDoesNotConcernTheThumb) {
  EXPECT_FALSE(Remakes(Changed(kPhoto, [](Derivative& d) { d.quality = 90; }), kThumb));
  EXPECT_FALSE(
      Remakes(Changed(kPhoto, [](Derivative& d) { d.format = OutputFormat::kWebp; }), kThumb));
  EXPECT_FALSE(
      Remakes(Changed(kPhoto, [](Derivative& d) { d.encoding.progressive = true; }), kThumb));
  EXPECT_FALSE(Remakes(Changed(kPhoto, [](Derivative& d) { d.key = "p/{name}"; }), kThumb));
  EXPECT_FALSE(Remakes(Changed(kPhoto, [](Derivative& d) { d.background = {1, 2, 3}; }), kThumb));
}

// A thumb is made from the photo's image, so its colour detail is limited by the photo's.
TEST(DerivativeDigest, ThePhotosChromaConcernsTheThumb) {
  const auto with = [](OutputFormat format, Encoding encoding) {
    return Changed(kPhoto, [&](Derivative& d) { d.format = format, d.encoding = encoding; });
  };
  Encoding whole;
  whole.chroma = ChromaSampling::k444;
  Encoding lossless;
  lossless.lossless = true;
  EXPECT_TRUE(Remakes(with(OutputFormat::kJpeg, whole), kThumb));
  EXPECT_TRUE(Remakes(with(OutputFormat::kPng, {}), kThumb));
  EXPECT_TRUE(Remakes(with(OutputFormat::kWebp, lossless), kThumb));
  EXPECT_TRUE(Remakes(with(OutputFormat::kSame, whole), kThumb));
  EXPECT_FALSE(Remakes(with(OutputFormat::kSame, {}), kThumb));
  EXPECT_EQ(DerivativeDigest(with(OutputFormat::kPng, {}), kThumb),
            DerivativeDigest(with(OutputFormat::kWebp, lossless), kThumb));
}

TEST(DerivativeDigest, ThePhotosBoxConcernsTheThumbThatIsMadeFromIt) {
  EXPECT_TRUE(Remakes(Changed(kPhoto, [](Derivative& d) { d.width = 1920; }), kThumb));
}

TEST(RecipeDigest, FullSizeStandsFirst) {
  Recipe recipe = Changed(kThumb, [](Derivative& d) { d.fit = Fit::kInside, d.width = 0; });
  recipe.derivatives[kThumb].height = 0;
  EXPECT_EQ(InCanonicalOrder(recipe).derivatives[0].name, "thumb");
  EXPECT_EQ(InCanonicalOrder(recipe).derivatives[1].name, "photo");
}

TEST(DerivativeDigest, ANewFormatIsAnotherFile) {
  const auto with = [](OutputFormat format, uint32_t quality) {
    return Changed(kPhoto, [&](Derivative& d) { d.format = format, d.quality = quality; });
  };
  std::set<Digest> digests;
  for (const Recipe& recipe :
       {with(OutputFormat::kJpeg, 82), with(OutputFormat::kWebp, 82), with(OutputFormat::kPng, 82),
        with(OutputFormat::kSame, 82), with(OutputFormat::kSame, 0)}) {
    digests.insert(DerivativeDigest(recipe, kPhoto));
    EXPECT_EQ(Remakes(recipe, kThumb), recipe.derivatives[kPhoto].format == OutputFormat::kPng)
        << "made from the photo's pixels, not from its file";
  }
  EXPECT_EQ(digests.size(), 5U);
}

TEST(DerivativeDigest, TheSourcesFormatNeedsNoBackground) {
  Recipe recipe = Changed(kPhoto, [](Derivative& d) { d.format = OutputFormat::kSame; });
  const Digest before = DerivativeDigest(recipe, kPhoto);
  recipe.derivatives[kPhoto].background = {1, 2, 3};
  EXPECT_EQ(DerivativeDigest(recipe, kPhoto), before) << "what has alpha keeps it";
  recipe.derivatives[kPhoto].fit = Fit::kContain;
  const Digest padded = DerivativeDigest(recipe, kPhoto);
  recipe.derivatives[kPhoto].background = {};
  EXPECT_NE(DerivativeDigest(recipe, kPhoto), padded);
}

TEST(DerivativeDigest, FullSizeConcernsTheOthersThroughTheDecodingOnly) {
  Recipe with = DefaultRecipe();
  Derivative full = with.derivatives[kPhoto];
  full.name = "archive";
  full.key = "archive/{name}";
  full.width = full.height = 0;
  with.derivatives.push_back(full);
  EXPECT_TRUE(Remakes(with, kPhoto)) << "a large JPEG is no longer decoded at half its size";
  EXPECT_TRUE(Remakes(with, kThumb));
  Recipe alone;
  alone.derivatives = {full};
  EXPECT_EQ(DerivativeDigest(alone, 0), DerivativeDigest(with, 2)) << "and none concerns it";
}

TEST(DerivativeDigest, OneThatLargerOnesHideConcernsNobody) {
  // Never a parent (cover never is), and never decides the decoding.
  Recipe with = DefaultRecipe();
  Derivative card = with.derivatives[kThumb];
  card.name = "card";
  card.key = "card/{name}";
  card.width = card.height = 600;
  with.derivatives.push_back(card);
  EXPECT_FALSE(Remakes(with, kThumb));
  EXPECT_FALSE(Remakes(with, kPhoto));
}

}  // namespace
}  // namespace photomill
