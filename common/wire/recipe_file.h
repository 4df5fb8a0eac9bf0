// The recipe that a command line names.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// In place of a file's name: the default recipe. A file of this name is ./default.
inline constexpr std::string_view kDefaultRecipeWord = "default";

// In canonical order: indices of derivatives mean the same in every run whose recipe is the same.
// The default recipe where no file is named.
Result<Recipe> LoadRecipe(const std::string& file);

}  // namespace photomill
