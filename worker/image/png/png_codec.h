// PNG through libpng. All functions may be called from several threads at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/warning.h"
#include "common/sniff/header.h"
#include "worker/image/colour/colour.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/pixels/damage.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

struct PngPicture {
  Picture picture;  // as stored (not turned)
  WarningText warning;
  bool partial = false;  // rows are missing, and grey; of an interlaced one, px
  DecodedColour colour = {};
};

// Of every kind, by its profile or its gamma. Throws std::bad_alloc.
Result<PngPicture> DecodePng(std::string_view bytes, const PictureHeader& header, ColourRule rule,
                             Damage damage);

struct PngSettings {
  uint32_t level = 6;  // zlib's, 0 to 9
};

// 8 bits a sample, not interlaced. Not for kYcc. Throws std::bad_alloc.
Result<std::string> EncodePng(const Picture& picture, const PngSettings& settings,
                              const Attachments& attachments);

}  // namespace photomill
