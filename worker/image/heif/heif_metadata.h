// What a HEIC or AVIF tells of its primary picture beside its pixels, through libheif. Any thread
// may call it.
#pragma once

#include <string_view>

#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// EXIF from where the file says that its TIFF header is, and XMP. Nothing where the file cannot be
// read: its decoder says why. Throws std::bad_alloc.
void TakeHeifMetadata(std::string_view bytes, SourceMetadata& out);

}  // namespace photomill
