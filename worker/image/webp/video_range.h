// Conversion to and from video range, in which WebP stores lossy images: Y from 16 to 235, Cb and
// Cr from 16 to 240. The matrix is the same as in JPEG.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill {

// Whether the first `rows` rows of a plane of Y exceed video range so much that the picture must be
// converted to RGB with its chroma, which clamps only the sum of luma and chroma. Encoders stay in
// the range, except for single samples at edges.
bool LeavesVideoRange(const Plane& luma, uint32_t rows);

// Converts a kYcc picture from video range, in place.
void FromVideoRange(Picture& picture);

// Converts the samples of Y (or grey), or of Cb or Cr, to video range.
std::vector<uint8_t> LumaInVideoRange(const Plane& plane);
std::vector<uint8_t> ChromaInVideoRange(const Plane& plane);

}  // namespace photomill
