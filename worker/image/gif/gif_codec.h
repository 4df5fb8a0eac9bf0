// Decodes GIF. All functions may be called from several threads at once.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"

namespace photomill {

// Decodes the first frame, without placing it on its canvas; `header` is the file's header. Throws
// std::bad_alloc.
Result<Frame> DecodeGif(std::string_view bytes, const PictureHeader& header,
                        const DecodeOptions& options);
uint64_t GifMemory(const PictureHeader& header, uint64_t pixels);

}  // namespace photomill
