// Replaces libheif's own AV1 decoders. It prefers dav1d, and dav1d 1.0 decodes damaged data to a
// damaged picture without an error; libaom checks that the data of each tile ends where it should.
// Decoding takes 1.5 to 1.9 times as long (tests/bench/RESULTS.md).
#pragma once

#include "common/base/result.h"

namespace photomill::heif {

// Call it once, before decoding images. kInternal if libheif does not accept the decoder.
Status RegisterAv1Decoder();

}  // namespace photomill::heif
