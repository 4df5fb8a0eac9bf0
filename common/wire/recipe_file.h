// Loads the recipe that is given on a command line.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// Selects the default recipe in place of a file name. For a file of this name use ./default.
inline constexpr std::string_view kDefaultRecipeWord = "default";

// In canonical order, so that indexes of derivatives mean the same in every run with the same
// recipe. The default recipe if no file is given.
Result<Recipe> LoadRecipe(const std::string& file);

}  // namespace photomill
