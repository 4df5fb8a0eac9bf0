// The folders at the destination's root that receive a recipe's outputs, and whether these can be
// next to the originals.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// Each folder once; "." if a key begins with a field, since its outputs can be anywhere. Pure.
std::vector<std::string> OutputFolders(const Recipe& recipe);

// The folders for a mark: the earlier ones and the current ones.
std::vector<std::string> JoinFolders(std::vector<std::string> before,
                                     const std::vector<std::string>& now);

// Whether outputs can be written into `folder`, which contains the originals. Every key must begin
// with a separate folder that is one of `known` (it already has this migration's outputs), or does
// not exist, or is empty.
Status CheckBesideOriginals(const std::string& folder, const Recipe& recipe,
                            const std::vector<std::string>& known);

}  // namespace photomill
