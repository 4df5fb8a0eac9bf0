// The range of video, in which WebP stores lossy pictures: Y from 16 to 235, Cb and Cr from 16 to
// 240. The matrix is that of JPEG.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/image/pixels/picture.h"

namespace photomill {

// A kYcc picture whose samples are in video range, in place.
void FromVideoRange(Picture& picture);

// The samples of Y (or grey), of Cb or of Cr in video range.
std::vector<uint8_t> LumaInVideoRange(const Plane& plane);
std::vector<uint8_t> ChromaInVideoRange(const Plane& plane);

}  // namespace photomill
