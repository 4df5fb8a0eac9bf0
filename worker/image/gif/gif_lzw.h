// The compression of a GIF's pixels; internal to worker/image/gif.
//
// giflib decodes codes that cannot exist yet as if they were others, and does not notice pixels
// after the last one: most flipped bits would go unnoticed. A GIF has no checksum, so damage shows
// only in these two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace photomill::gif {

struct UnpackedPixels {
  std::vector<uint8_t> indexes;
  size_t count = 0;      // so many of them are there
  bool damaged = false;  // a code does not exist, or there are more pixels than there should be
};

// `at` is the offset of the size of the codes, which the data follow. A missing end code is not
// damage. Throws std::bad_alloc.
UnpackedPixels UnpackPixels(std::string_view bytes, uint64_t at, size_t pixels);

}  // namespace photomill::gif
