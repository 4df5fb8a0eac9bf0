// HEIC and AVIF through libheif, which turns and cuts pictures itself as the file says: what EXIF
// says there of an orientation must not be applied again. All functions may be called from several
// threads at once.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"
#include "worker/image/library/decoded_frame.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// Once, before any thread. Fails where libheif cannot decode AV1 here.
Status StartHeif();

// The primary picture of the file: tiles put together, with its alpha, upright. A damaged one is
// refused whatever the options say. Throws std::bad_alloc.
Result<Frame> DecodeHeif(std::string_view bytes, const PictureHeader& header,
                         const DecodeOptions& options);
uint64_t HeifMemory(const PictureHeader& header, uint64_t pixels);

// EXIF and XMP of the primary picture. Nothing if the file cannot be read: its decoder says why.
// Throws std::bad_alloc.
SourceMetadata ReadHeifMetadata(std::string_view bytes);

}  // namespace photomill
