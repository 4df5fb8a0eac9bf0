// The recipe that a command line names.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// In canonical order: indices of derivatives mean the same in every run whose recipe is the same.
// The default recipe where no file is named.
Result<Recipe> LoadRecipe(const std::string& file);

}  // namespace photomill
