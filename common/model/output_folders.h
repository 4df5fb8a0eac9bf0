// The folders of a destination that a recipe names itself. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/model/recipe.h"

namespace photomill {

// What stands before a template's first field, up to its last slash: "thumbs" of
// "thumbs/{dir}/{name}"; "" of "{dir}/{name}".
std::string LiteralFolder(std::string_view key_template);

// Those of all derivatives, each once.
std::vector<std::string> LiteralFolders(const Recipe& recipe);

}  // namespace photomill
