// JPEG 2000 through OpenJPEG: codestreams alone and in the boxes of JP2 and JPX. All functions may
// be called from several threads at once.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"

namespace photomill {

// The first codestream, by the colours and channels that its boxes tell. Of a damaged one that is to
// be kept, tiles and details are missing: what is missing is dark. Throws std::bad_alloc.
Result<Frame> DecodeJpeg2000(std::string_view bytes, const PictureHeader& header,
                             const DecodeOptions& options);
uint64_t Jpeg2000Memory(const PictureHeader& header, uint64_t pixels);

}  // namespace photomill
