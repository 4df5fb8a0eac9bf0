// Pictures to other sizes: every plane by itself, colours weighed by their alpha, so that what is
// transparent does not bleed into what is seen. Lanczos, in the picture's gamma-encoded values.
#pragma once

#include <cstdint>

#include "common/base/result.h"
#include "worker/image/picture.h"
#include "worker/image/plane_resampler.h"

namespace photomill {

// The region of the picture (in px), resampled to width x height. The region lies within the
// picture and is not empty. Whole px that keep their size are copied as they are. Throws
// std::bad_alloc.
Result<Picture> Resample(const Picture& picture, const Region& region, uint32_t width,
                         uint32_t height, Instructions instructions = Instructions::kBest);

}  // namespace photomill
