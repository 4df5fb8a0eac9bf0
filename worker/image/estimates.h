// Estimates the memory and time that a picture needs, from its header and the plan, before anything
// is decoded. Pure functions; any thread may call them.
#pragma once

#include <cstdint>

#include "common/model/derive_plan.h"
#include "common/model/recipe.h"
#include "common/sniff/header.h"

namespace photomill {

// The peak memory of decoding and deriving, in bytes, for the worker's budget. The plan is that of
// the recipe.
uint64_t ExpectedMemory(const PictureHeader& header, const DerivePlan& plan, const Recipe& recipe);

// The effort that determines the task's time limit: the px of the source, and of outputs with slow
// encoders, each multiplied by the effort in the format's row.
uint64_t ExpectedWork(const PictureHeader& header, const DerivePlan& plan, const Recipe& recipe);

}  // namespace photomill
