// Image sequences: the tracks of a HEIF file (ISO/IEC 23008-12, clause 7), as in a video.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"

namespace photomill::sniff {

// The frames of the longest image track in `moov`, the body of the file's movie box; 0 if there is
// none.
Result<uint32_t> CountSequenceFrames(std::string_view moov);

}  // namespace photomill::sniff
