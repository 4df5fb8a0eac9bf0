// Decoding through ImageMagick what has no library of its own here: GIF, TIFF, BMP, JPEG 2000,
// JPEGs of inks. Nothing of it is seen from outside of this folder. It reads the other
// formats, too: tests ask it for a second opinion. All functions may be called from several threads
// at once; none throws.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "common/model/warning.h"
#include "common/sniff/header.h"
#include "worker/image/colour/colour.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// Once, before any thread, with the policy in force. Fails where the policy did not take hold or a
// format's module is missing.
Status StartMagick();

struct MagickPicture {
  Picture picture;   // as stored (not turned), of the first frame
  int64_t left = 0;  // px, where a GIF's first frame stands on its screen
  int64_t top = 0;
  WarningText warning;
  bool partial = false;  // something is missing
  DecodedColour colour = {};
};

// `bytes` hold a single frame or an animation of which the first frame is taken.
Result<MagickPicture> MagickDecode(std::string_view bytes, const PictureHeader& header,
                                   uint32_t denominator, ColourRule rule, Damage damage);

}  // namespace photomill
