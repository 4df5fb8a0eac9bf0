// EXIF and XMP in a PNG's chunks eXIf and iTXt.
#pragma once

#include <string_view>

#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// Throws std::bad_alloc.
void TakePngMetadata(std::string_view bytes, SourceMetadata& out);

}  // namespace photomill
