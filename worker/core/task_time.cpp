#include "worker/core/task_time.h"

#include <algorithm>

#include "common/base/limits.h"

namespace photomill {

Duration TaskTimeLimit(const TaskTimeBounds& bounds, uint64_t pixels, uint64_t bytes) {
  const auto count = [](uint64_t value, uint64_t max) {
    return static_cast<int64_t>(std::min(value, max));
  };
  const Duration expected = limits::kTaskTimePerPixel * count(pixels, limits::kFramePixelsMost) +
                            limits::kTaskTimePerByte * count(bytes, limits::kSourceBytesMost);
  return std::clamp(expected, bounds.floor, bounds.ceiling);
}

}  // namespace photomill
