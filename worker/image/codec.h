// What the pipeline asks of picture formats, whose rows are in format_table.h. All functions may be
// called from several threads at once; none throws.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/derive_plan.h"
#include "common/model/recipe.h"
#include "common/model/warning.h"
#include "common/sniff/header.h"
#include "worker/image/colour/colour.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

struct DecodedPicture {
  Picture picture;              // as stored
  Orientation orientation = 1;  // how that is turned
  WarningText warning;          // where the decoder had to repair something; else empty
  DecodedColour colour = {};
};

// Decodes the first frame of `bytes`, of the format that `header` tells, at 1/`denominator` of its
// size (1, 2, 4 or 8; more than 1 only where header.scaled_decode). Converts to sRGB, unless the
// rule keeps the profile's colours. A damaged or cut off picture of which nothing can be decoded is
// kCorrupt in any case; where a part is kept, the warning is not empty.
Result<DecodedPicture> DecodePicture(std::string_view bytes, const PictureHeader& header,
                                     uint32_t denominator, ColourRule rule = ColourRule::kSrgb,
                                     Damage damage = Damage::kRefuse);

// Crops and resamples to the step's size, turns upright, pads to the step's canvas with the
// derivative's background, which is in the picture's colours. A derived parent is upright; a
// decoded one is as it says. The derivative's format is told.
Result<Picture> DerivePicture(const Picture& parent, Orientation orientation,
                              const DeriveStep& step, const Derivative& derivative);

// A whole file in the derivative's format and quality, with what is attached; alpha is composited
// on the background where the format has none. kNotEncodable where the format cannot hold it. The
// format is told: kSame has become the source's (format_table.h).
Result<std::string> EncodePicture(const Picture& picture, const Derivative& derivative,
                                  const Attachments& attachments = {});

// Must be called in a process before other threads use this: starts libheif with photomill's own
// decoders. The other libraries need no start. Further calls return the result of the first.
Status InitialiseImaging();

}  // namespace photomill
