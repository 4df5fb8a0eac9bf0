// The time limit of a task, computed from its header before a pixel is decoded.
#pragma once

#include <cstdint>

#include "common/model/isolation.h"

namespace photomill {

// For an image with this many pixels in a file of this many bytes.
Duration TaskTimeLimit(const TaskTimeBounds& bounds, uint64_t pixels, uint64_t bytes);

}  // namespace photomill
