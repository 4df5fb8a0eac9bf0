// The size of a HEIF's coded picture as its stream tells it: that is what its decoder takes memory
// for, whatever the boxes around it say. Nothing is decoded.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill::sniff {

struct CodedSize {
  uint32_t width = 0;  // px, as the decoder gives it
  uint32_t height = 0;
  // With what the decoder cuts off at the edges; where frames of AV1 have sizes of their own, of
  // the largest that such a frame can have.
  uint64_t decoded_pixels = 0;
};

// The size in each sequence header of the stream: those of the configuration (the body of the
// item's hvcC or av1C) and those between the data, which a decoder obeys as well. kCorrupt where
// one is damaged, where there is none, or where the data does not consist of whole units.
// HEVC: ISO/IEC 14496-15, clause 8.3.3.1; H.265, clause 7.3.2.2.
Result<std::vector<CodedSize>> HevcSizes(std::string_view configuration, std::string_view data);
// AV1: AV1 Codec ISO Media File Format Binding, clause 2.3; AV1 Bitstream, clause 5.5.
Result<std::vector<CodedSize>> Av1Sizes(std::string_view configuration, std::string_view data);

}  // namespace photomill::sniff
