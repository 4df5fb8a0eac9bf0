// libheif's decoder of HEVC, in place of its own: that one takes pictures of which slices are
// missing, and shows what lay in memory in their place.
#pragma once

#include "common/base/result.h"

namespace photomill::heif {

// Once, before any picture is decoded. kInternal where libheif does not take it.
Status RegisterHevcDecoder();

}  // namespace photomill::heif
