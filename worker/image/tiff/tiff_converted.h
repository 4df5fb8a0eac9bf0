// Decodes images whose colours libtiff itself converts to RGB: YCbCr except in ordinary JPEGs,
// old-style JPEG, LogL and LogLuv. Works strip by strip or tile by tile.
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
  bool damaged = false;    // its data has other damage, too
  bool long_runs = false;  // PackBits data is longer than its rows, but nothing is missing
};

// Fails with kFormatNotAllowed if libtiff cannot convert the image. With Damage::kRefuse it stops
// at the first damage.
Result<Converted> DecodeConverted(const PlainTiff& plain, const Layout& layout,
                                  const ColourConverter& converter, Damage damage);

}  // namespace photomill::tiff
