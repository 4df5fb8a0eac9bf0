// Reads the samples of a Netpbm image in the order of the file, and scales each to the full range;
// internal to worker/image/netpbm.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/sniff/raster/netpbm_header.h"

namespace photomill::netpbm {

class SampleRows {
 public:
  SampleRows(std::string_view bytes, const sniff::NetpbmLayout& layout);

  // Returns the next row: colours, then alpha if there is one. Null if the row is incomplete.
  // `Sample` is uint16_t if the layout has more than 8 bits, otherwise uint8_t.
  template <typename Sample>
  const Sample* Next();

 private:
  bool ReadText();
  bool ReadTextBits();
  bool ReadBits();
  bool ReadBytes();
  // Skips white space and comments.
  void SkipSpace();

  std::string_view left_;
  sniff::NetpbmLayout layout_;
  std::vector<uint32_t> values_;  // the stored values of a row
  std::vector<uint8_t> row_;
  std::vector<uint16_t> deep_row_;
};

}  // namespace photomill::netpbm
