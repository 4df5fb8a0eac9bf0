// Resizes pictures. Every plane is resampled separately, with colours weighted by alpha, so that
// transparent colours do not bleed into visible ones. Lanczos, in the picture's gamma-encoded
// values.
#pragma once

#include <cstdint>

#include "common/base/result.h"
#include "worker/image/pixels/picture.h"
#include "worker/image/pixels/plane_resampler.h"

namespace photomill {

struct Resizing {
  Region region;  // of the picture, in px; within it and not empty
  uint32_t width = 0;
  uint32_t height = 0;
  // The chroma of a kYcc result. If the result will be mirrored, its chroma samples are aligned
  // from the other end, so that they start at the left and at the top afterwards.
  ChromaArea chroma = kWholeChroma;
  bool mirrored_across = false;
  bool mirrored_down = false;
  Instructions instructions = Instructions::kBest;
};

// Copies whole px that keep their size. Throws std::bad_alloc.
Result<Picture> Resample(const Picture& picture, const Resizing& resizing);

// A kYcc picture with one chroma sample per px. Throws std::bad_alloc.
Result<Picture> WithWholeChroma(Picture picture);

}  // namespace photomill
