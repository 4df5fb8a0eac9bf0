// HEIC and AVIF with libheif, which rotates and crops images itself as the file says. Their EXIF
// orientation must therefore not be applied again. All functions may be called from several threads
// at once.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// Call it once, before starting threads. Fails if libheif does not accept photomill's
// decoders.
Status StartHeif();

// Decodes the file's primary image: joins its tiles, adds its alpha and rotates it. Rejects a
// damaged image whatever the options say. Throws std::bad_alloc.
Result<Frame> DecodeHeif(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options);
uint64_t HeifMemory(const PictureHeader& header, uint64_t pixels);

// EXIF and XMP of the primary image. Empty if the file cannot be read; decoding it then reports the
// cause. Throws std::bad_alloc.
SourceMetadata ReadHeifMetadata(std::string_view bytes);

}  // namespace photomill
