// The alpha plane: composited away where the output's format has none, dropped where it says
// nothing.
#pragma once

#include "common/model/recipe.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// Composites on the background (in gamma-encoded values, as browsers do). Without alpha: unchanged.
// A grey picture becomes RGB where the background is not grey.
Picture Flattened(const Picture& picture, Rgb background);

// Removes an alpha plane that is opaque everywhere.
void DropOpaqueAlpha(Picture& picture);

}  // namespace photomill
