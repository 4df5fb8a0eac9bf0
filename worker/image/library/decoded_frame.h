// The common options and result of all decoders.
#pragma once

#include <cstdint>

#include "common/model/recipe.h"
#include "common/model/warning.h"
#include "common/sniff/header.h"
#include "worker/image/colour/source_colour.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

struct DecodeOptions {
  uint32_t denominator = 1;  // of the size: 1, 2, 4 or 8; above 1 only if the decoder can scale
  ColourRule rule = ColourRule::kSrgb;
  Damage damage = Damage::kRefuse;
};

// The first frame of a file, or its primary image.
struct Frame {
  Picture picture;  // as stored (not rotated); for HEIC and AVIF after rotation
  WarningText warning = {};
  bool partial = false;  // rows or blocks are missing and filled with grey
  DecodedColour colour = {};
  int64_t left = 0;  // px, position of an animation's first frame on its canvas
  int64_t top = 0;
};

// Bytes per px of a decoded picture's planes.
inline uint64_t PlaneBytes(const PictureHeader& header) {
  return (header.grey ? 1U : 3U) + (header.has_alpha ? 1U : 0U);
}

}  // namespace photomill
