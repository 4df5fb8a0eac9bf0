// What a source tells about itself beside its pixels, and which of several blocks counts. The
// readers of the formats fill it; the bytes are a stranger's.
#pragma once

#include <string>
#include <string_view>

#include "common/model/warning.h"

namespace photomill {

// As it stands in the file, each at most kMetadataBytesMax.
struct SourceMetadata {
  std::string exif;     // from its TIFF header on
  std::string xmp;      // a packet
  std::string iptc;     // IIM records
  WarningText warning;  // of what is left out
};

// Of several blocks the first counts, as other readers have it. One that is too large is left out,
// with a warning. They throw std::bad_alloc.
void TakeExif(std::string_view block, SourceMetadata& out);  // with or without its prefix
void TakeXmp(std::string_view packet, SourceMetadata& out);
void TakeIptc(std::string_view records, SourceMetadata& out);

}  // namespace photomill
