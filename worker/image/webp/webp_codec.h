// WebP through libwebp, whose lossy planes are taken and given as they are where nothing asks for
// RGB. All functions may be called from several threads at once.
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

struct WebpPicture {
  Picture picture;  // as stored (not turned)
  WarningText warning;
  bool partial = false;  // rows are missing, and grey
  DecodedColour colour = {};
};

// A still WebP at 1/`denominator` of its size (1, 2, 4 or 8), which libwebp takes from the mean of
// the px. `header` is that of the file, or of the animation of which `bytes` are a frame. Throws
// std::bad_alloc.
Result<WebpPicture> DecodeWebp(std::string_view bytes, const PictureHeader& header,
                               uint32_t denominator, ColourRule rule, Damage damage);

struct WebpSettings {
  uint32_t quality = 80;  // 1 to 100; does not count where it is lossless
  uint32_t method = 4;    // 0 to 6
  bool lossless = false;
};

// A kYcc picture has kHalvedChroma; there is none where it is lossless. Throws std::bad_alloc.
Result<std::string> EncodeWebp(const Picture& picture, const WebpSettings& settings);

// The file in an extended container with what is attached; as it is where nothing is. Throws
// std::bad_alloc.
Result<std::string> AttachToWebp(std::string file, const Attachments& attachments);

}  // namespace photomill
