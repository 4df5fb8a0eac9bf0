// Creates the metadata of an output from that of its source. The bytes are untrusted: all sizes are
// limited, and no damage fails a photo. Pure functions; any thread may call them.
#pragma once

#include <cstdint>

#include "common/model/recipe.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// The output's image after rotation, which its metadata must match.
struct DescribedPicture {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  bool made_srgb = false;     // converted to sRGB, so the source's colour tags no longer apply
  uint32_t source_width = 0;  // px, of the source after rotation
  uint32_t source_height = 0;
  bool whole = true;       // neither cropped nor padded
  bool as_stored = true;   // not rotated
  bool holds_iptc = true;  // the output's format can hold IPTC
  Density density = {};    // of the source after rotation, as its container states it
};

// The metadata of an output, without the colour profile. Throws std::bad_alloc.
Attachments MetadataFor(MetadataRule rule, const SourceMetadata& source,
                        const DescribedPicture& picture);

}  // namespace photomill
