// JPEG through libjpeg-turbo, whose planes go from file to file without becoming RGB where nothing
// asks for it. All functions may be called from several threads at once.
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

struct JpegPicture {
  Picture picture;  // as stored (not turned)
  WarningText warning;
  bool partial = false;  // rows or blocks are missing, and grey
  DecodedColour colour = {};
};

// Whether the picture is of a kind that DecodeJpeg knows: grey or of three components. Inks are
// left to ImageMagick.
bool IsPlainJpeg(const PictureHeader& header);

// At 1/`denominator` of its size (1, 2, 4 or 8). kYcc where the file's samples are sRGB already,
// which is most photographs. Throws std::bad_alloc.
Result<JpegPicture> DecodeJpeg(std::string_view bytes, const PictureHeader& header,
                               uint32_t denominator, ColourRule rule, Damage damage);

struct JpegSettings {
  uint32_t quality = 82;  // 1 to 100
  bool progressive = false;
  ChromaArea chroma = kHalvedChroma;  // at most two px a side
  bool optimised = true;              // Huffman tables; those of a progressive file always are
};

// The picture has no alpha; a kYcc one has the chroma of the settings. Throws std::bad_alloc.
Result<std::string> EncodeJpeg(const Picture& picture, const JpegSettings& settings,
                               const Attachments& attachments);

}  // namespace photomill
