// JPEG 2000 codestreams for tests, component by component, with OpenJPEG's encoder. The boxes around
// them are put together by hand (tests/unit/common/sniff/iso_bytes.h), for the encoder knows few.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill::test {

struct Jpeg2000Component {
  std::vector<int32_t> samples = {};  // of the picture's part that it covers; one: all are the same
  uint32_t across = 1;                // of the reference grid
  uint32_t down = 1;
  uint32_t bits = 8;
  bool is_signed = false;
};

struct Jpeg2000Spec {
  uint32_t width = 0;  // of the reference grid that the picture covers
  uint32_t height = 0;
  uint32_t left = 0;  // where on it that is
  uint32_t top = 0;
  std::vector<Jpeg2000Component> components = {};
  uint32_t tile_side = 0;      // 0: one tile
  int resolutions = 3;         // fewer where a side is small
  int block_style = 0;         // of code blocks; 16: with predictable termination
  bool colours_mixed = false;  // the first three as a luma and two differences
};

// Without loss.
std::string MakeCodestream(const Jpeg2000Spec& spec);

// The picture's planes, without loss: sRGB, grey, or either with alpha behind it; `bits` a sample.
// Boxes around it tell which, or the codestream is alone.
std::string MakeJpeg2000(const Picture& picture, bool in_boxes = true, uint32_t bits = 8,
                         uint32_t tile_side = 0);

}  // namespace photomill::test
