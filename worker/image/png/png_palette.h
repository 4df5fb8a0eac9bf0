// Pictures of few colours as indices into a list of them. The list and its order depend only on
// the samples. Pure functions; any thread may call them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill {

struct IndexedPicture {
  // Red, green, blue and alpha, at most 256: first those that are not opaque, as tRNS lists them
  // alone, then in the order in which the rows show them.
  std::vector<std::array<uint8_t, 4>> colours;
  size_t translucent = 0;        // how many are not opaque
  std::vector<uint8_t> indices;  // rows without padding
};

// None if it has more than 256 colours. Not for kYcc. Throws std::bad_alloc.
std::optional<IndexedPicture> Indexed(const Picture& picture);

}  // namespace photomill
