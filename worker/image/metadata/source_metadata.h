// A source's metadata, as collected by the reader of its format. The bytes are untrusted: all sizes
// are limited, and no damage fails a photo. Pure functions; any thread may call them.
#pragma once

#include <string>
#include <string_view>

#include "common/model/warning.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/rights.h"

namespace photomill {

// As in the file, each at most kMetadataBytesMax.
struct SourceMetadata {
  std::string exif;     // starting at its TIFF header
  std::string xmp;      // a packet
  std::string iptc;     // IIM records
  Rights of_texts;      // from a PNG's text chunks
  Rights of_xmp;        // also if the packet itself was dropped
  WarningText warning;  // about dropped metadata
};

// For the readers: adds the block if it is the first non-empty one of its kind, as other readers
// do. Drops a block that is too large, with a warning. Throw std::bad_alloc.
void TakeExif(std::string_view block, SourceMetadata& out);  // with or without its prefix
void TakeXmp(std::string_view packet, SourceMetadata& out);
void TakeIptc(std::string_view records, SourceMetadata& out);

// Drops damaged EXIF, and XMP that cannot be corrected, with a warning for each. Reads the rights
// from XMP first. Throws std::bad_alloc.
SourceMetadata WithoutDamaged(SourceMetadata metadata);

}  // namespace photomill
