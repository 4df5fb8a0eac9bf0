// JPEG through libjpeg-turbo, whose planes go from file to file without becoming RGB where nothing
// asks for it. All functions may be called from several threads at once.
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

// Whether the picture is of a kind that DecodeJpeg knows: grey or of three components. Inks are
// left to ImageMagick.
bool IsPlainJpeg(const PictureHeader& header);

// A plain JPEG. kYcc where the file's samples are sRGB already, which is most photographs. Throws
// std::bad_alloc.
Result<Frame> DecodeJpeg(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options);
uint64_t JpegMemory(const PictureHeader& header, uint64_t pixels);

// APP1 and APP13. Throws std::bad_alloc.
SourceMetadata ReadJpegMetadata(std::string_view bytes);

// Alpha is composited on the derivative's background. A kYcc picture has the derivative's chroma.
// Throws std::bad_alloc.
Result<std::string> EncodeJpeg(const Picture& picture, const Derivative& derivative,
                               const Attachments& attachments);
EncodingCost JpegCost(const Derivative& derivative);

}  // namespace photomill
