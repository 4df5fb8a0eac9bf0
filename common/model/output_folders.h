// The folders in a destination that a recipe names literally. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/model/recipe.h"

namespace photomill {

// The part before a template's first field, up to its last slash: "thumbs" for
// "thumbs/{dir}/{name}", "" for "{dir}/{name}".
std::string LiteralFolder(std::string_view key_template);

// The literal folders of all derivatives, each once.
std::vector<std::string> LiteralFolders(const Recipe& recipe);

}  // namespace photomill
