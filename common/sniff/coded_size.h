// Reads the size of a HEIF's coded image from its stream: the decoder allocates memory for that
// size, whatever the boxes around it say. Nothing is decoded.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill::sniff {

struct CodedSize {
  uint32_t width = 0;  // px, as decoded
  uint32_t height = 0;
  // Includes what the decoder crops at the edges. If AV1 frames have sizes of their own, this is
  // the largest size that such a frame can have.
  uint64_t decoded_pixels = 0;
};

// Returns the size in each sequence header of the stream: those of the configuration (the body of
// the item's hvcC or av1C) and those between the data, which a decoder obeys as well. kCorrupt if
// one is damaged, if there is none, or if the data does not consist of complete units.
// HEVC: ISO/IEC 14496-15, clause 8.3.3.1; H.265, clause 7.3.2.2.
Result<std::vector<CodedSize>> HevcSizes(std::string_view configuration, std::string_view data);
// AV1: AV1 Codec ISO Media File Format Binding, clause 2.3; AV1 Bitstream, clause 5.5.
Result<std::vector<CodedSize>> Av1Sizes(std::string_view configuration, std::string_view data);

}  // namespace photomill::sniff
