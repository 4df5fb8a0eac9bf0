// Recipes as people write them (protobuf text format or JSON, see proto/recipe.proto) and as the
// wire and the ledger carry them.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// Text format, or JSON where the first character is '{'. The result is valid. A failure names the
// line, the field and what would be right; `where` is the file's name for it.
Result<Recipe> ParseRecipe(std::string_view text, std::string_view where);

// The recipe in text format, one derivative a line.
std::string PrintRecipe(const Recipe& recipe);

}  // namespace photomill
