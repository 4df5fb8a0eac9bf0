// Creator and copyright in XMP packets (dc:creator, dc:rights). Pure functions; any thread may call
// them.
#pragma once

#include <string>
#include <string_view>

#include "worker/image/metadata/rights.h"

namespace photomill {

// Several creators are joined with semicolons, as EXIF does it. If dc: says nothing, the properties
// that repeat EXIF's, and then the owner and the terms of use in xmpRights: count. Empty if the
// packet is not well-formed. Throws std::bad_alloc.
Rights RightsOfXmp(std::string_view packet);

// The packet with those rights that it lacks; a new packet if it is empty. As it is if it cannot
// take them: it is not well-formed, or would become too large. Throws std::bad_alloc.
std::string WithRights(std::string packet, const Rights& rights);

}  // namespace photomill
