// The encoders' settings of a recipe: which format knows which, bounds, words. Internal to
// common/model; others know recipe.h.
#pragma once

#include <string>

#include "common/base/result.h"
#include "common/model/recipe.h"

namespace photomill {

// Names the field and what would be right.
Status ValidateEncoding(const Derivative& derivative);

// Whether the derivative's quality changes a byte.
bool CountsQuality(const Derivative& derivative);

// What differs from the default, for people: " progressive 4:4:4"; empty where nothing does.
std::string EncodingText(const Encoding& encoding);

}  // namespace photomill
