// Replaces libheif's own HEVC decoder, which accepts images with missing slices and fills the gaps
// with stale memory.
#pragma once

#include "common/base/result.h"

namespace photomill::heif {

// Call it once, before decoding images. kInternal if libheif does not accept the decoder.
Status RegisterHevcDecoder();

}  // namespace photomill::heif
