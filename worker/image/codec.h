// Decodes, derives and encodes pictures for the pipeline, with the functions in format_table.h. All
// functions may be called from several threads at once; none throws.
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
  Orientation orientation = 1;  // how to rotate it
  WarningText warning;          // what the decoder had to repair; empty if nothing
  DecodedColour colour = {};
};

// Decodes the first frame of `bytes`, in the format of `header`, at 1/`denominator` of its size (1,
// 2, 4 or 8; above 1 only with header.scaled_decode). Converts to sRGB unless the rule keeps the
// profile's colours. Fails with kCorrupt if no part of a damaged or truncated picture can be
// decoded. If only a part is kept, the warning is not empty.
Result<DecodedPicture> DecodePicture(std::string_view bytes, const PictureHeader& header,
                                     uint32_t denominator, ColourRule rule = ColourRule::kSrgb,
                                     Damage damage = Damage::kRefuse);

// Crops and resamples to the step's size, rotates, and pads to the step's canvas with the
// derivative's background, given in the picture's colours. A derived parent has orientation 1, a
// decoded one its own. The derivative's format must not be kSame.
Result<Picture> DerivePicture(const Picture& parent, Orientation orientation,
                              const DeriveStep& step, const Derivative& derivative);

// Returns a file in the derivative's format and quality, with the attachments. Alpha is composited
// on the background if the format has none. Fails with kNotEncodable if the format cannot hold the
// picture. The format must not be kSame: see InSourceFormat in format_table.h.
Result<std::string> EncodePicture(const Picture& picture, const Derivative& derivative,
                                  const Attachments& attachments = {});

// Must be called in a process before other threads use this: starts libheif with photomill's own
// decoders. The other libraries need no start. Further calls return the result of the first.
Status InitialiseImaging();

}  // namespace photomill
