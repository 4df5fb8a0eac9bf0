// Decompresses the pixels of a GIF; internal to worker/image/gif.
//
// A GIF has no checksum, so damage shows only as codes that do not exist yet and as pixels after
// the last one. giflib accepts both, and most flipped bits would go unnoticed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace photomill::gif {

struct UnpackedPixels {
  std::vector<uint8_t> indexes;
  size_t count = 0;      // number of decoded pixels
  bool damaged = false;  // a code does not exist, or there are more pixels than there should be
};

// `at` is the offset of the code size, which precedes the data. A missing end code is not damage.
// Throws std::bad_alloc.
UnpackedPixels UnpackPixels(std::string_view bytes, uint64_t at, size_t pixels);

}  // namespace photomill::gif
