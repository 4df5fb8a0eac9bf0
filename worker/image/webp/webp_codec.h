// WebP with libwebp. Lossy planes are read and written directly unless RGB is needed. All functions
// may be called from several threads at once.
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

// Decodes a still image, which libwebp scales by averaging px, or an animation's first frame.
// Throws std::bad_alloc.
Result<Frame> DecodeWebp(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options);
uint64_t WebpMemory(const PictureHeader& header, uint64_t pixels);

// Reads EXIF and XMP. Throws std::bad_alloc.
SourceMetadata ReadWebpMetadata(std::string_view bytes);

// A kYcc picture must have kHalvedChroma, unless the file is lossless. Throws std::bad_alloc.
Result<std::string> EncodeWebp(const Picture& picture, const Derivative& derivative,
                               const Attachments& attachments);
EncodingCost WebpCost(const Derivative& derivative);

}  // namespace photomill
