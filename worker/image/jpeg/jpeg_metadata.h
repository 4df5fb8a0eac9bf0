// EXIF, XMP and IPTC in a JPEG's segments APP1 and APP13.
#pragma once

#include <string_view>

#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// What stands before the picture's data, up to the first bytes that belong to no segment. Throws
// std::bad_alloc.
void TakeJpegMetadata(std::string_view bytes, SourceMetadata& out);

}  // namespace photomill
