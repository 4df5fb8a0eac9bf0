// What every decoder is asked for, and what it gives.
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
  uint32_t denominator = 1;  // of the size: 1, 2, 4 or 8; more than 1 only if the decoder can scale
  ColourRule rule = ColourRule::kSrgb;
  Damage damage = Damage::kRefuse;
};

// The first frame of a file, or the primary picture.
struct Frame {
  Picture picture;  // as stored (not turned); HEIC and AVIF: upright
  WarningText warning = {};
  bool partial = false;  // rows or blocks are missing, and grey
  DecodedColour colour = {};
  int64_t left = 0;  // px, where an animation's first frame stands on its canvas
  int64_t top = 0;
};

// The bytes per px of a decoded picture's planes.
inline uint64_t PlaneBytes(const PictureHeader& header) {
  return header.has_alpha ? 4 : 3;
}

}  // namespace photomill
