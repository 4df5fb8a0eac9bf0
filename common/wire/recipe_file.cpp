#include "common/wire/recipe_file.h"

#include <fmt/core.h>

#include "common/os/files.h"
#include "common/wire/recipe_codec.h"

namespace photomill {

Result<Recipe> LoadRecipe(const std::string& file) {
  if (file.empty() || file == kDefaultRecipeWord) return InCanonicalOrder(DefaultRecipe());
  Result<std::string> text = ReadWholeFile(file, limits::kRecipeBytesMax);
  if (!text) {
    return Invalid(fmt::format(
        "cannot read the recipe: {}; name a file with --recipe, or use --recipe=default",
        text.failure().detail));
  }
  Result<Recipe> recipe = ParseRecipe(*text, file);
  if (!recipe) return recipe;
  return InCanonicalOrder(*std::move(recipe));
}

}  // namespace photomill
