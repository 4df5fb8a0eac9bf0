// JPEG with libjpeg-turbo. Planes are copied from file to file without conversion to RGB unless it
// is needed. All functions may be called from several threads at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"
#include "worker/image/library/encoding_cost.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// Decodes a JPEG of one, three or four components. The result is kYcc if the file's samples are
// sRGB already, as in most photos. Throws std::bad_alloc.
Result<Frame> DecodeJpeg(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options);
uint64_t JpegMemory(const PictureHeader& header, uint64_t pixels);

// Reads APP1 and APP13. Throws std::bad_alloc.
SourceMetadata ReadJpegMetadata(std::string_view bytes);

// Alpha is composited on the derivative's background. A kYcc picture must have the derivative's
// chroma. Throws std::bad_alloc.
Result<std::string> EncodeJpeg(const Picture& picture, const Derivative& derivative,
                               const Attachments& attachments);
EncodingCost JpegCost(const Derivative& derivative);

}  // namespace photomill
