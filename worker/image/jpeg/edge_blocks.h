// Corrects blocks at the right and bottom edges of a JPEG that is decoded at a scale. A part of
// these blocks is outside the image. libjpeg averages it into the samples at the edge, although
// some encoders leave other colours there. Averages that this changes visibly are computed again
// from the samples inside the image.
#pragma once

#include <array>
#include <cstdint>

#include "worker/image/jpeg/jpeg_support.h"

namespace photomill::jpeg {

class EdgeBlocks {
 public:
  EdgeBlocks() = default;
  EdgeBlocks(const EdgeBlocks&) = delete;
  EdgeBlocks& operator=(const EdgeBlocks&) = delete;

  // After jpeg_start_decompress, with Hooks. Does nothing at full size, and nothing for components
  // whose blocks are all inside the image.
  void Attach(jpeg_decompress_struct& info);

 private:
  using InverseTransform = void (*)(j_decompress_ptr info, jpeg_component_info* component,
                                    JCOEFPTR block, JSAMPARRAY rows, JDIMENSION column);
  struct Component {
    InverseTransform inverse = nullptr;  // libjpeg's
    JDIMENSION last_column = 0;          // output column of the last block
    uint32_t last_row = 0;               // output row of it in the last row of MCUs
    uint32_t inside_across = DCTSIZE;    // samples of the last block that are in the image
    uint32_t inside_down = DCTSIZE;
    JSAMPARRAY last_mcus = nullptr;  // the rows of the last row of MCUs, from its first block on
  };

  static void OnBlock(j_decompress_ptr info, jpeg_component_info* component, JCOEFPTR block,
                      JSAMPARRAY rows, JDIMENSION column);

  std::array<Component, MAX_COMPONENTS> components_{};
};

}  // namespace photomill::jpeg
