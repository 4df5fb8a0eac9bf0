// Writes JPEG 2000 codestreams with OpenJPEG's encoder, component by component. Their boxes are
// assembled by hand (tests/unit/common/sniff/iso_bytes.h), because the encoder supports few.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill::test {

struct Jpeg2000Component {
  std::vector<int32_t> samples = {};  // for the image's area; a single one is used for all px
  uint32_t across = 1;                // px of the reference grid per sample
  uint32_t down = 1;
  uint32_t bits = 8;
  bool is_signed = false;
};

struct Jpeg2000Spec {
  uint32_t width = 0;  // size of the image on the reference grid
  uint32_t height = 0;
  uint32_t left = 0;  // its position there
  uint32_t top = 0;
  std::vector<Jpeg2000Component> components = {};
  uint32_t tile_side = 0;      // 0: one tile
  int resolutions = 3;         // fewer if the width or height is small
  int block_style = 0;         // of code blocks; 16: predictable termination
  bool colours_mixed = false;  // the first three become a luma and two differences
};

// Encodes without loss.
std::string MakeCodestream(const Jpeg2000Spec& spec);

// Encodes the planes of the picture without loss: sRGB or grey, with or without alpha, and `bits`
// per sample. If `in_boxes`, boxes define the colours; otherwise the codestream is bare.
std::string MakeJpeg2000(const Picture& picture, bool in_boxes = true, uint32_t bits = 8,
                         uint32_t tile_side = 0);

}  // namespace photomill::test
