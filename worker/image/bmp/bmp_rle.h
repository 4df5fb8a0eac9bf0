// Unpacks the run-length codings of a BMP; internal to worker/image/bmp.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/sniff/raster/bmp_header.h"

namespace photomill::bmp {

struct UnpackedRows {
  std::vector<uint8_t> indexes;  // one per px, with rows in the order of the file
  uint32_t rows = 0;             // number of sound rows
  bool gaps = false;             // the data skips px, which is allowed: their index is 0
  bool ended = false;            // the end is marked
};

// Rows are missing if the data ends early or breaks the format's rules: a run that does not fit
// into its row, a skip out of the picture, or an end of the picture that data follows. Throws
// std::bad_alloc.
UnpackedRows UnpackRows(std::string_view bytes, const sniff::BmpLayout& layout);

}  // namespace photomill::bmp
