// Pictures whose colours libtiff turns into RGB itself: brightness and chroma that are stored for
// some px alone, old JPEGs, logarithms of light. Strip by strip, or tile by tile.
#pragma once

#include <vector>

#include "common/base/result.h"
#include "worker/image/colour/colour.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/pixels/picture.h"
#include "worker/image/tiff/plain_tiff.h"
#include "worker/image/tiff/tiff_layout.h"

namespace photomill::tiff {

struct Converted {
  Picture picture;
  std::vector<Area> gaps;  // strips and tiles that cannot be decoded
  bool damaged = false;    // there is more that is wrong with its data
};

// kFormatNotAllowed where libtiff says that it cannot. Where damage is refused it stops at the first
// of it.
Result<Converted> DecodeConverted(const PlainTiff& plain, const Layout& layout,
                                  const ColourConverter& converter, Damage damage);

}  // namespace photomill::tiff
