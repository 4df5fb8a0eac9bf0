// Decodes TIFF with libtiff. All functions may be called from several threads at once.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// Decodes the first full image; `header` is its header. Fails with kFormatNotAllowed for
// unsupported kinds of TIFF. Throws std::bad_alloc.
Result<Frame> DecodeTiff(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options);
uint64_t TiffMemory(const PictureHeader& header, uint64_t pixels);

// Reads texts about the image (description, artist, …), XMP and IPTC from the file's own directories. Throws std::bad_alloc.
SourceMetadata ReadTiffMetadata(std::string_view bytes);

}  // namespace photomill
