// How long a task may take: from what its header promises, before a pixel is decoded.
#pragma once

#include <cstdint>

#include "common/model/isolation.h"

namespace photomill {

// For a picture of so many pixels in a file of so many bytes.
Duration TaskTimeLimit(const TaskTimeBounds& bounds, uint64_t pixels, uint64_t bytes);

}  // namespace photomill
