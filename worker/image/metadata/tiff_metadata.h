// Artist, copyright, XMP and IPTC in a TIFF's first directory.
#pragma once

#include <string_view>

#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// The EXIF that it gives has artist and copyright only: a TIFF's other tags tell of its own pixels.
// Throws std::bad_alloc.
void TakeTiffMetadata(std::string_view bytes, SourceMetadata& out);

}  // namespace photomill
