// The recipes of docs/recipes, put into the program when it is built (cmake/EmbedRecipes.cmake): an
// older ledger, which holds only digests of its recipe, is recognised by them.
#pragma once

#include <span>
#include <string_view>

namespace photomill {

struct PublishedRecipe {
  std::string_view name;  // "web-sizes"
  std::string_view text;
};

std::span<const PublishedRecipe> PublishedRecipes();

}  // namespace photomill
