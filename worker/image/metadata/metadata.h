// What an output carries of what its source says about itself. The bytes are untrusted input: all
// of it is bounded, none of it can fail a picture. Pure functions; any thread may call them.
#pragma once

#include <cstdint>

#include "common/model/recipe.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/source_metadata.h"

namespace photomill {

// The upright picture that an output has: what its metadata must not contradict.
struct DescribedPicture {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  bool made_srgb = false;  // its colours are sRGB, whatever the source says of its own
};

// What an output carries. The colour profile is no part of it.
Attachments MetadataFor(MetadataRule rule, const SourceMetadata& source,
                        const DescribedPicture& picture);

}  // namespace photomill
