// What a picture costs on its way through the worker, as its header and the plan say before
// anything is decoded. Pure functions; any thread may call them.
#pragma once

#include <cstdint>

#include "common/model/derive_plan.h"
#include "common/model/recipe.h"
#include "common/sniff/header.h"

namespace photomill {

// Memory that decoding and deriving take at their peak, in bytes: for the worker's budget. The plan
// is that of the recipe.
uint64_t ExpectedMemory(const PictureHeader& header, const DerivePlan& plan, const Recipe& recipe);

// What the task's time limit is reckoned by: the source's px, and those of outputs that are searched
// for long, each as often as the format's row says.
uint64_t ExpectedWork(const PictureHeader& header, const DerivePlan& plan, const Recipe& recipe);

}  // namespace photomill
