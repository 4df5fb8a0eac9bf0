// The alpha plane: composited if the output's format has no alpha, dropped if it is fully opaque.
#pragma once

#include "common/model/recipe.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// Composites on the background (in gamma-encoded values, as browsers do). Unchanged without alpha.
// A grey picture becomes RGB if the background is not grey.
Picture Flattened(const Picture& picture, Rgb background);

// Removes an alpha plane that is opaque everywhere.
void DropOpaqueAlpha(Picture& picture);

// Removes an alpha plane that is zero everywhere. Programs without support for alpha write such
// planes, even in files that declare alpha.
void DropEmptyAlpha(Picture& picture);

}  // namespace photomill
