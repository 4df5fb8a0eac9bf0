// EXIF and XMP in a WebP's chunks.
#pragma once

#include <string_view>

#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// Throws std::bad_alloc.
void TakeWebpMetadata(std::string_view bytes, SourceMetadata& out);

}  // namespace photomill
