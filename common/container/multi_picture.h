// The list of images that a JPEG file consists of (CIPA DC-007, Multi-Picture Format): stereo
// pairs, panoramas in parts, gain maps, and the previews of cameras. Untrusted bytes in memory.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/container/jpeg_segments.h"

namespace photomill {

// How many images are listed after the first one and are inside the file, without those that are
// only previews of it. 0 if the segment, an APP2, is not such a list.
uint32_t FurtherPictures(std::string_view file, const JpegSegments::Segment& segment);

}  // namespace photomill
