// Into which folders at the destination's root a recipe's outputs go, and whether they may stand
// among the originals.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// Each once; "." where a key begins with a field, so that its outputs may be anywhere. Pure.
std::vector<std::string> OutputFolders(const Recipe& recipe);

// The folders that a mark notes: those of before and those of now.
std::vector<std::string> JoinFolders(std::vector<std::string> before,
                                     const std::vector<std::string>& now);

// Whether outputs may be put into `folder`, which holds the originals: every key begins with a
// folder of its own, which is one of `known` (this migration's outputs are there already), or is
// not there, or is empty.
Status CheckBesideOriginals(const std::string& folder, const Recipe& recipe,
                            const std::vector<std::string>& known);

}  // namespace photomill
