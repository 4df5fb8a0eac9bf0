// Reads the list of images in a JPEG file (CIPA DC-007, Multi-Picture Format): stereo pairs, parts
// of panoramas, gain maps and previews. The bytes are untrusted. A pure function; any thread may
// call it.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/container/jpeg_segments.h"

namespace photomill {

// Returns how many further images are listed and inside the file, without previews of the first
// one. 0 if the segment, an APP2, is not such a list.
uint32_t FurtherPictures(std::string_view file, const JpegSegments::Segment& segment);

}  // namespace photomill
