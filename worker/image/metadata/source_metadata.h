// What a source says about itself, as its format's reader puts it together. The bytes are untrusted
// input: all of it is bounded, none of it can fail a picture. Pure functions; any thread may call
// them.
#pragma once

#include <string>
#include <string_view>

#include "common/model/warning.h"
#include "worker/image/metadata/attachments.h"

namespace photomill {

// As it stands in the file, each at most kMetadataBytesMax.
struct SourceMetadata {
  std::string exif;     // from its TIFF header on
  std::string xmp;      // a packet
  std::string iptc;     // IIM records
  WarningText warning;  // of what is left out
};

// For the readers: the block is added if it is the first of its kind that is not empty, as other
// readers do it; one that is too large is left out with a warning. Throw std::bad_alloc.
void TakeExif(std::string_view block, SourceMetadata& out);  // with or without its prefix
void TakeXmp(std::string_view packet, SourceMetadata& out);
void TakeIptc(std::string_view records, SourceMetadata& out);

// Without EXIF that is damaged and XMP that cannot be corrected, and with a warning of each. Throws
// std::bad_alloc.
SourceMetadata WithoutDamaged(SourceMetadata metadata);

}  // namespace photomill
