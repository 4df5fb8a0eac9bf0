// The metadata that an output gets from its source. The bytes are untrusted input: everything is
// bounded, and nothing can fail a photo. Pure functions; any thread may call them.
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
  bool made_srgb = false;  // converted to sRGB, whatever the source's metadata says
};

// The metadata of an output, without the colour profile.
Attachments MetadataFor(MetadataRule rule, const SourceMetadata& source,
                        const DescribedPicture& picture);

}  // namespace photomill
