// The recipes on the pages: each can be parsed, and matches its description.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "common/model/recipe.h"
#include "common/wire/recipe_codec.h"
#include "tests/integration/readme/pages.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

Recipe Read(const std::string& text, const std::string& where) {
  Result<Recipe> recipe = ParseRecipe(text, where);
  if (!recipe) {
    ADD_FAILURE() << where << ": " << recipe.failure().detail;
    return {};
  }
  return InCanonicalOrder(*std::move(recipe));
}

// By the path below the project's root.
std::map<std::string, std::string> RecipeFiles() {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(InProject("docs/recipes"))) {
    const std::string name = "docs/recipes/" + entry.path().filename().string();
    files[name] = ReadProjectFile(name);
  }
  return files;
}

TEST(RecipesTest, EveryFileCanBeRead) {
  EXPECT_GE(RecipeFiles().size(), 5U);
  for (const auto& [name, text] : RecipeFiles()) {
    EXPECT_FALSE(Read(text, name).derivatives.empty()) << name;
  }
}

// A recipe that a page shows is the default recipe, or one of the files.
TEST(RecipesTest, EveryRecipeThatIsShownIsOneThatIsThere) {
  std::vector<Recipe> there = {InCanonicalOrder(DefaultRecipe())};
  for (const auto& [name, text] : RecipeFiles()) there.push_back(Read(text, name));
  int shown = 0;
  for (const Page& page : UserPages()) {
    for (const CodeBlock& block : page.blocks) {
      if (block.language != "textproto") continue;
      const Recipe recipe = Read(block.text, Place(page, block.line));
      EXPECT_THAT(there, testing::Contains(recipe)) << Place(page, block.line);
      ++shown;
    }
  }
  EXPECT_GT(shown, 0);
}

TEST(RecipesTest, TheReadmeShowsTheDefault) {
  for (const CodeBlock& block : UserPage("README.md").blocks) {
    if (block.language != "textproto") continue;
    EXPECT_EQ(Read(block.text, "README.md"), InCanonicalOrder(DefaultRecipe()));
    return;
  }
  ADD_FAILURE() << "no recipe in README.md";
}

// "[web-sizes](docs/recipes/web-sizes.textproto): WebP 480, 960 and 1600 px": the numbers appear in
// the recipe.
TEST(RecipesTest, TheReadmeTellsTheSizesOfEachFile) {
  static const std::regex link("\\]\\((docs/recipes/[a-z-]+\\.textproto)\\)(.*)");
  static const std::regex number("[0-9]+");
  auto files = RecipeFiles();
  for (const TableRow& row : TableOf(UserPage("README.md"), "you want")) {
    std::smatch found;
    ASSERT_TRUE(std::regex_search(row.back(), found, link)) << row.back();
    const std::string file = found[1];
    const std::string text = found[2];
    for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
      EXPECT_NE(files[file].find(": " + it->str()), std::string::npos) << file << ": " << it->str();
    }
    files.erase(file);
  }
  for (const auto& [name, text] : files) ADD_FAILURE() << "README.md does not name " << name;
}

}  // namespace
}  // namespace photomill::test
