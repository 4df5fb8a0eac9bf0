// Converts images with few colours to a palette and indices. The palette and its order depend only
// on the samples. Pure functions; any thread may call them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill {

struct IndexedPicture {
  // At most 256 colours as red, green, blue and alpha. Colours that are not opaque come first, so
  // that tRNS can be short. Otherwise they are in the order of their first px.
  std::vector<std::array<uint8_t, 4>> colours;
  size_t translucent = 0;        // number of colours that are not opaque
  std::vector<uint8_t> indices;  // rows without padding
};

// Returns none if the image has more than 256 colours. Not for kYcc. Throws std::bad_alloc.
std::optional<IndexedPicture> Indexed(const Picture& picture);

}  // namespace photomill
