// The recipes of docs/recipes, embedded at build time (cmake/EmbedRecipes.cmake). They identify the
// recipe of an older ledger, which contains only its digests.
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
