// Every recipe of docs/recipes makes what it says: each file there is a separate case, found by
// listing the folder. The expected outputs are computed here independently, from the recipe's
// fields.
#include <algorithm>
#include <cmath>
#include <regex>

#include "common/sniff/header.h"
#include "common/wire/recipe_codec.h"
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

constexpr const char* kDocs = PHOTOMILL_RECIPES;

std::vector<std::string> RecipeFiles() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(kDocs) + "/recipes")) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string TextOf(const std::string& name) {
  return ReadFile(std::string(kDocs) + "/recipes/" + name);
}

struct Source {
  std::string dir;  // with its slash
  std::string stem;
  std::string ext;
  PictureFormat format;
  double width;  // px, upright
  double height;
  std::string bytes;
};

// Larger than all boxes, between them, smaller than all; landscape, portrait, rotated; with and
// without alpha; with a name of another format. No two have the same folder and stem.
std::vector<Source> Library() {
  OpenPicture(SmallJpeg());  // initialises the imaging libraries
  using Format = PictureFormat;
  std::vector<Source> library = {
      {"2019/sea/", "lying", "jpg", Format::kJpeg, 2600, 1700, MakeJpeg(2600, 1700)},
      {"2019/", "upright", "jpeg", Format::kJpeg, 900, 1500, MakeJpeg(900, 1500, 85, 6)},
      {"", "small", "jpg", Format::kJpeg, 90, 60, MakeJpeg(90, 60)},
      {"logos/", "clear", "png", Format::kPng, 700, 500, MakePng(700, 500, 1, true)},
      {"web/", "page", "webp", Format::kWebp, 1000, 640, MakeWebp(1000, 640)},
      {"wrong/", "name", "jpg", Format::kPng, 300, 200, MakePng(300, 200)},
      {"old/", "moving", "gif", Format::kGif, 120, 80, MakeGif(120, 80, 3)},
      {"old/", "scan", "tif", Format::kTiff, 640, 480, MakeTiff(640, 480)},
      {"old/", "paint", "bmp", Format::kBmp, 60, 90, MakeBmp(60, 90)},
  };
  return library;
}

std::string KeyFor(const Derivative& derivative, const Source& source) {
  std::string key = derivative.key;
  const auto fill = [&](const std::string& field, const std::string& value) {
    for (size_t at = key.find(field); at != std::string::npos; at = key.find(field)) {
      key.replace(at, field.size(), value);
    }
  };
  fill("{dir}/", source.dir);
  fill("{name}", source.stem + "." + source.ext);
  fill("{stem}", source.stem);
  fill("{ext}", source.ext);
  return key;
}

std::pair<double, double> SizeFor(const Derivative& derivative, const Source& source) {
  const double by_width = derivative.width / source.width;
  const double by_height = derivative.height / source.height;
  const double most = derivative.enlarge ? INFINITY : 1;
  switch (derivative.fit) {
    case Fit::kInside: {
      double scale = most;
      if (derivative.width != 0) scale = std::min(scale, by_width);
      if (derivative.height != 0) scale = std::min(scale, by_height);
      return {source.width * scale, source.height * scale};
    }
    case Fit::kCover: {
      const double shrink = std::min({most, 1 / by_width, 1 / by_height});
      const double scale = derivative.enlarge ? 1 : shrink;
      return {derivative.width * scale, derivative.height * scale};
    }
    case Fit::kContain:
      return {derivative.width, derivative.height};
    case Fit::kFill:
      return {std::min<double>(derivative.width, source.width * most),
              std::min<double>(derivative.height, source.height * most)};
  }
  return {};
}

// Empty if photomill does not write it.
std::optional<PictureFormat> FormatFor(const Derivative& derivative, const Source& source) {
  switch (derivative.format) {
    case OutputFormat::kJpeg:
      return PictureFormat::kJpeg;
    case OutputFormat::kWebp:
      return PictureFormat::kWebp;
    case OutputFormat::kPng:
      return PictureFormat::kPng;
    case OutputFormat::kSame:
      break;
  }
  const bool written = source.format == PictureFormat::kJpeg ||
                       source.format == PictureFormat::kPng ||
                       source.format == PictureFormat::kWebp;
  return written ? std::optional(source.format) : std::nullopt;
}

class RecipeFile : public LocalRun, public testing::WithParamInterface<std::string> {
 protected:
  RecipeFile() {
    const Result<Recipe> recipe = ParseRecipe(TextOf(GetParam()), GetParam());
    EXPECT_TRUE(recipe.ok()) << recipe.failure().detail;
    if (recipe.ok()) derivatives_ = recipe->derivatives;
    WriteRecipe(TextOf(GetParam()));
  }

  [[nodiscard]] bool Makes(const Source& source) const {
    return std::all_of(derivatives_.begin(), derivatives_.end(), [&](const Derivative& derivative) {
      return FormatFor(derivative, source).has_value();
    });
  }

  void ExpectOutput(const Derivative& derivative, const Source& source) const {
    const std::string key = KeyFor(derivative, source);
    SCOPED_TRACE(key);
    const std::string path = destination_ + "/" + key;
    ASSERT_TRUE(std::filesystem::exists(path));
    const Result<PictureHeader> header = ReadPictureHeader(ReadFile(path), PictureLimits{});
    ASSERT_TRUE(header.ok()) << header.failure().detail;
    EXPECT_EQ(header->format, FormatFor(derivative, source));
    EXPECT_EQ(header->orientation, 1);
    const auto [width, height] = SizeFor(derivative, source);
    EXPECT_NEAR(header->width, width, 0.51);
    EXPECT_NEAR(header->height, height, 0.51);
  }

  std::vector<Derivative> derivatives_;
};

TEST_P(RecipeFile, MakesWhatItSays) {
  const std::vector<Source> library = Library();
  size_t outputs = 0;
  bool all = true;
  for (const Source& source : library) {
    WriteSource(source.dir + source.stem + "." + source.ext, source.bytes);
    all = all && Makes(source);
  }
  RunTo(all ? kDone : kWithFailures);
  const auto states = ledger_.States();
  for (const Source& source : library) {
    const std::string key = source.dir + source.stem + "." + source.ext;
    if (!Makes(source)) {
      EXPECT_EQ(states.at(key), "failed not_encodable") << key;
      continue;
    }
    EXPECT_EQ(states.at(key), "done") << key << ": " << ledger_.DetailOf(key);
    for (const Derivative& derivative : derivatives_) {
      ExpectOutput(derivative, source);
      ++outputs;
    }
  }
  EXPECT_EQ(TreeOf(destination_).size(), outputs) << "and no other file";
  EXPECT_EQ(CheckEveryOutput(state_, destination_), static_cast<int>(outputs));
}

TEST_P(RecipeFile, BeginsWithWhatItIsFor) {
  const std::string text = TextOf(GetParam());
  EXPECT_TRUE(text.starts_with("# ")) << "a recipe opens with comment lines";
  EXPECT_THAT(ReadFile(std::string(kDocs) + "/recipes.md"),
              testing::HasSubstr("(recipes/" + GetParam() + ")"));
}

INSTANTIATE_TEST_SUITE_P(Recipes, RecipeFile, testing::ValuesIn(RecipeFiles()),
                         [](const testing::TestParamInfo<std::string>& file) {
                           return std::regex_replace(file.param, std::regex("[^A-Za-z0-9]"), "_");
                         });

}  // namespace
}  // namespace photomill::test
