// Decodes JPEG 2000 with OpenJPEG: bare codestreams, and those in the boxes of JP2 and JPX. All
// functions may be called from several threads at once.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"

namespace photomill {

// Decodes the first codestream, with the colours and channels that its boxes define. With
// Damage::kKeep, a damaged image can lack tiles and details; what is missing is dark. Throws
// std::bad_alloc.
Result<Frame> DecodeJpeg2000(std::string_view bytes, const PictureHeader& header,
                             const DecodeOptions& options);
uint64_t Jpeg2000Memory(const PictureHeader& header, uint64_t pixels);

}  // namespace photomill
