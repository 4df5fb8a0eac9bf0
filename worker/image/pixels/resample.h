// Pictures to other sizes: every plane by itself, colours weighed by their alpha, so that what is
// transparent does not bleed into what is seen. Lanczos, in the picture's gamma-encoded values.
#pragma once

#include <cstdint>

#include "common/base/result.h"
#include "worker/image/pixels/picture.h"
#include "worker/image/pixels/plane_resampler.h"

namespace photomill {

struct Resizing {
  Region region;  // of the picture, in px; lies within it and is not empty
  uint32_t width = 0;
  uint32_t height = 0;
  // What a kYcc picture gets. Where the result is going to be mirrored, its chroma samples are laid
  // from the other end, so that they begin at the left and at the top afterwards.
  ChromaArea chroma = kWholeChroma;
  bool mirrored_across = false;
  bool mirrored_down = false;
  Instructions instructions = Instructions::kBest;
};

// Whole px that keep their size are copied as they are. Throws std::bad_alloc.
Result<Picture> Resample(const Picture& picture, const Resizing& resizing);

// A kYcc picture with a chroma sample for every px. Throws std::bad_alloc.
Result<Picture> WithWholeChroma(Picture picture);

}  // namespace photomill
