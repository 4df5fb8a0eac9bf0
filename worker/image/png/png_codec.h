// PNG with libpng. All functions may be called from several threads at once.
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

// Decodes every kind, using its profile or its gamma. In a damaged interlaced image, missing px are
// filled from their neighbours. Throws std::bad_alloc.
Result<Frame> DecodePng(std::string_view bytes, const PictureHeader& header,
                        const DecodeOptions& options);
uint64_t PngMemory(const PictureHeader& header, uint64_t pixels);

// Reads eXIf, tEXt, zTXt and iTXt. Throws std::bad_alloc.
SourceMetadata ReadPngMetadata(std::string_view bytes);

// 8 bits per sample, not interlaced; with a palette if the source had one and the file becomes
// smaller. Throws std::bad_alloc.
Result<std::string> EncodePng(const Picture& picture, const Derivative& derivative,
                              const Attachments& attachments);
EncodingCost PngCost(const Derivative& derivative);

}  // namespace photomill
