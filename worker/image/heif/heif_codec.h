// HEIC and AVIF through libheif, which turns and cuts pictures itself as the file says: what EXIF
// says there of an orientation must not be applied again. All functions may be called from several
// threads at once.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/recipe.h"
#include "common/model/warning.h"
#include "common/sniff/header.h"
#include "worker/image/colour/colour.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

struct HeifPicture {
  Picture picture;  // upright
  WarningText warning;
  DecodedColour colour = {};
};

// Once, before any thread. Fails where libheif cannot decode AV1 here.
Status StartHeif();

// The primary picture of the file: tiles put together, with its alpha. Throws std::bad_alloc.
Result<HeifPicture> DecodeHeif(std::string_view bytes, const PictureHeader& header,
                               ColourRule rule);

}  // namespace photomill
