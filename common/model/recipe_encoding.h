// The encoders' settings in a recipe: which format has which setting, bounds, and words. Internal
// to common/model; other folders use recipe.h.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// A failure names the field and what would be right.
Status ValidateEncoding(const Derivative& derivative);

// Whether the derivative's quality has any effect on the output.
bool CountsQuality(const Derivative& derivative);

// The settings that differ from the default, for display: " progressive 4:4:4". Empty if none does.
std::string EncodingText(const Encoding& encoding);

}  // namespace photomill
