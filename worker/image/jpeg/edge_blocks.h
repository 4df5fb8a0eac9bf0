// Corrects blocks at the right and bottom edges of a JPEG that is decoded at a scale. A part of
// these blocks is outside the image. libjpeg averages it into the samples at the edge. Most
// encoders repeat the last column and row there, so that this does no harm, but some leave other
// colours. Then these and all later averages are computed again from what is inside, at the places
// from which they are resampled.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/image/jpeg/edge_repetition.h"
#include "worker/image/jpeg/jpeg_support.h"

namespace photomill::jpeg {

class EdgeBlocks {
 public:
  EdgeBlocks() = default;
  EdgeBlocks(const EdgeBlocks&) = delete;
  EdgeBlocks& operator=(const EdgeBlocks&) = delete;

  // Before and after jpeg_start_decompress, with Hooks. Does nothing at full size, and nothing for
  // components whose blocks are all inside the image. Attach() can throw std::bad_alloc.
  void Prepare(jpeg_decompress_struct& info);
  void Attach(jpeg_decompress_struct& info);

  // Whether samples were corrected so far.
  [[nodiscard]] bool corrected() const { return foreign_; }

  // Where a block's output goes, and what is around it.
  struct Place {
    JSAMPARRAY rows = nullptr;
    JDIMENSION column = 0;
    const JSAMPLE* above = nullptr;  // the row before the first one; null: none
  };

 private:
  using InverseTransform = void (*)(j_decompress_ptr info, jpeg_component_info* component,
                                    JCOEFPTR block, JSAMPARRAY rows, JDIMENSION column);
  struct Component {
    InverseTransform inverse = nullptr;  // libjpeg's
    JDIMENSION last_column = 0;          // output column of the last block
    ptrdiff_t last_row = 0;              // output row of it in the last row of MCUs
    EdgeAxis across;
    EdgeAxis down;
    EdgeAxis whole;                  // either direction of blocks that end inside the image in it
    std::vector<JSAMPLE> above;      // the output row before the last row of MCUs
    JSAMPARRAY last_mcus = nullptr;  // the rows of the last row of MCUs, from its first block on
  };

  static void OnInputPass(j_decompress_ptr info);
  static void OnCodedData(j_decompress_ptr info);
  static void OnBlock(j_decompress_ptr info, jpeg_component_info* component, JCOEFPTR block,
                      JSAMPARRAY rows, JDIMENSION column);
  void Check(const JQUANT_TBL& table, const JCOEF* coefficients, const EdgeAxis& across,
             const EdgeAxis& down, const Place& place);

  bool foreign_ = false;  // whether a block had other colours outside
  void (*start_input_pass_)(j_decompress_ptr info) = nullptr;  // libjpeg's
  void (*start_coded_data_)(j_decompress_ptr info) = nullptr;
  std::array<Component, MAX_COMPONENTS> components_{};
};

}  // namespace photomill::jpeg
