// A source's metadata, as collected by the reader of its format. The bytes are untrusted: all sizes
// are limited, and no damage fails a photo. Pure functions; any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/container/exif_view.h"
#include "common/model/warning.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/rights.h"

namespace photomill {

// As in the file, each at most kMetadataBytesMax.
struct SourceMetadata {
  std::string exif;      // starting at its TIFF header
  uint64_t exif_at = 0;  // its place in the file; 0: it is not a part of the file as it is
  std::optional<ExifLayout> exif_layout;  // none if it was not read yet
  std::string xmp;                        // a packet
  std::string iptc;                       // IIM records
  Rights of_texts;                        // from a PNG's text chunks
  Rights of_xmp;                          // also if the packet itself was dropped
  WarningText warning;                    // about dropped metadata
};

// For the readers: adds the block if it is the first non-empty one of its kind, as other readers
// do. Drops a block that is too large, with a warning. Throw std::bad_alloc.
// EXIF with or without its prefix; `file` if the block is a part of it.
void TakeExif(std::string_view block, SourceMetadata& out, std::string_view file = {});
void TakeXmp(std::string_view packet, SourceMetadata& out);
void TakeIptc(std::string_view records, SourceMetadata& out);

// Drops damaged EXIF, and XMP that cannot be corrected, with a warning for each. Reads the rights
// from XMP first. `sniffed` is the block in the file's header, which is not read again. Throws
// std::bad_alloc.
SourceMetadata WithoutDamaged(SourceMetadata metadata, const PlacedExif& sniffed);

}  // namespace photomill
