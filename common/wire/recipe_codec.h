// Recipes as users write them (protobuf text format or JSON, see proto/recipe.proto), and as they
// are sent and stored in the ledger.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// Text format, or JSON if the first character is '{'. The result is valid. A failure names the
// line, the field and what would be right. `where` is the file name for messages.
Result<Recipe> ParseRecipe(std::string_view text, std::string_view where);

// The recipe in text format, one derivative per line.
std::string PrintRecipe(const Recipe& recipe);

}  // namespace photomill
